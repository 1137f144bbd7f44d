"""Lists of agencies as strangers write them: who is named, and where the list ends, by issuer and day.

Every sentence is our own; offices of the made-up province Sơn Hà before and after 2025, of the centre, a district, a commune, the Party.
"""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from directives.agencies import AgencyRegistry, Context
from directives.agency_heads import head_pattern
from directives.agency_names import name_end
from directives.agency_short_forms import FIELDS, written_out_fields
from directives.vietnamese import fold_same_length, normalise
from tests.directives.work import calls

REGISTRY = AgencyRegistry.load()
PROVINCE = Context(date(2023, 1, 10), "tinh", "Sơn Hà", False, "Ủy ban nhân dân tỉnh Sơn Hà", False)
TWO_LEVELS = PROVINCE._replace(issued_on=date(2026, 3, 2))
PARTY_BEFORE = PROVINCE._replace(issuer="Tỉnh ủy Sơn Hà")
PARTY = TWO_LEVELS._replace(issuer="Tỉnh ủy Sơn Hà")
CENTRE = Context(date(2023, 1, 10), "tw", None, False, "Thủ tướng Chính phủ", False)
CENTRE_NOW = CENTRE._replace(issued_on=date(2026, 3, 2))
MINISTRY = Context(date(2023, 5, 3), "tw", None, False, "Bộ Tư pháp", True)
OFFICE = Context(date(2023, 5, 3), "tinh", "Sơn Hà", False, "Sở Công Thương tỉnh Sơn Hà", True)
HEALTH = OFFICE._replace(issuer="Sở Y tế tỉnh Sơn Hà")
SCHOOL = OFFICE._replace(issuer="Trường Đại học Sơn Hà")
CITY = Context(date(2025, 9, 15), "tinh", "Cần Thơ", True, "Ủy ban nhân dân thành phố Cần Thơ", False)
DISTRICT = Context(date(2022, 3, 10), "huyen", "Sơn Hà", False, "Ủy ban nhân dân huyện Bình Khê", False)
COMMUNE = Context(date(2026, 3, 2), "xa", "Sơn Hà", False, "Ủy ban nhân dân xã Tân Lộc", False)

#: Context, words, the names of the list, what is left behind it
LISTS = [
    (
        PROVINCE,
        "Ban Quản lý dự án đầu tư xây dựng các công trình nông nghiệp tỉnh khẩn trương lựa chọn",
        ["Ban Quản lý dự án đầu tư xây dựng các công trình nông nghiệp tỉnh"],
        "khẩn trương lựa chọn",
    ),
    (
        PROVINCE,
        "Công ty TNHH Một thành viên Khai thác công trình thủy lợi Sơn Hà kiểm tra",
        ["Công ty TNHH Một thành viên Khai thác công trình thủy lợi Sơn Hà"],
        "kiểm tra",
    ),
    (PROVINCE, "Ban chỉ đạo thực hiện các nhiệm vụ", ["Ban chỉ đạo"], "thực hiện các nhiệm vụ"),
    (PROVINCE, "Ban Chỉ đạo tỉnh tổ chức kiểm tra", ["Ban Chỉ đạo tỉnh"], "tổ chức kiểm tra"),
    (PROVINCE, "Văn phòng Sở tông hợp", ["Văn phòng Sở"], "tông hợp"),
    (PROVINCE, "UBND xin ý kiến", ["UBND tỉnh"], "xin ý kiến"),
    (PROVINCE, "Ủy ban nhân dân huyện, thị xã tổ chức", ["UBND các huyện, thành phố"], "tổ chức"),
    (PROVINCE, "UBND huyện, thị xã, thành phố chỉ đạo", ["UBND các huyện, thành phố"], "chỉ đạo"),
    (PROVINCE, "huyện, thị xã, thành phố rà soát", ["UBND các huyện, thành phố"], "rà soát"),
    (PROVINCE, "UBND các huyện, xã, thành phố chỉ đạo", ["UBND các huyện, thành phố", "UBND các xã, phường, thị trấn"], "chỉ đạo"),
    (PROVINCE, "Chủ đầu tư, nhà thầu thi công tập trung", ["Chủ đầu tư", "Nhà thầu thi công"], "tập trung"),
    (PROVINCE, "CHỦ ĐẦU TƯ, BÊN MỜI THẦU", ["Chủ đầu tư", "Bên mời thầu"], ""),
    (PROVINCE, "Các chủ rừng, hộ kinh doanh thực hiện", ["Các chủ rừng", "Các hộ kinh doanh"], "thực hiện"),
    (PROVINCE, "các doanh nghiệp, hợp tác xã chủ động", ["Các doanh nghiệp", "Các hợp tác xã"], "chủ động"),
    (PROVINCE, "Các thành viên Ban Chỉ đạo theo dõi", ["Các thành viên Ban Chỉ đạo"], "theo dõi"),
    (PROVINCE, "Thường trực Ban Chỉ đạo đôn đốc", ["Thường trực Ban Chỉ đạo"], "đôn đốc"),
    (PROVINCE, "Tổ giúp việc tổng hợp", ["Tổ giúp việc"], "tổng hợp"),
    (PROVINCE, "các tổ chức nghiên cứu và phát triển triển khai", ["Các tổ chức nghiên cứu và phát triển"], "triển khai"),
    (PROVINCE, "Trung tâm Phục vụ hành chính công xã niêm yết", ["Trung tâm Phục vụ hành chính công xã"], "niêm yết"),
    (PROVINCE, "Sở Kế hoạch đầu tư, các huyện, thành phố chỉ đạo", ["Sở Kế hoạch và Đầu tư", "UBND các huyện, thành phố"], "chỉ đạo"),
    (PROVINCE, "ban chỉ đạo các cấp tổ chức sơ kết", ["Ban chỉ đạo các cấp"], "tổ chức sơ kết"),
    (PROVINCE, "Phòng Văn hóa và Thông tin các huyện, thành phố kiểm tra", ["Phòng Văn hóa và Thông tin các huyện, thành phố"], "kiểm tra"),
    (PROVINCE, "UBND thị xã Hoàng Sa, UBND huyện Bình Khê khẩn trương", ["UBND thị xã Hoàng Sa", "UBND huyện Bình Khê"], "khẩn trương"),
    (
        PROVINCE,
        "Chi cục Kiểm lâm, Chi cục Chăn nuôi và Thú y kiểm soát dịch bệnh",
        ["Chi cục Kiểm lâm", "Chi cục Chăn nuôi và Thú y"],
        "kiểm soát dịch bệnh",
    ),
    (
        PROVINCE,
        "Ban QLDA đầu tư xây dựng các công trình giao thông tỉnh đẩy nhanh",
        ["Ban Quản lý dự án đầu tư xây dựng các công trình giao thông tỉnh"],
        "đẩy nhanh",
    ),
    (
        PROVINCE,
        "Ban Quản lý dự án đầu tư xây dựng và phát triển quỹ đất huyện Bình Khê bàn giao",
        ["Ban Quản lý dự án đầu tư xây dựng và phát triển quỹ đất huyện Bình Khê"],
        "bàn giao",
    ),
    (
        PROVINCE,
        "Sở LĐ-TB&XH, Sở GD&ĐT, Sở VHTT&DL phối hợp",
        ["Sở Lao động - Thương binh và Xã hội", "Sở Giáo dục và Đào tạo", "Sở Văn hóa, Thể thao và Du lịch"],
        "phối hợp",
    ),
    (
        PROVINCE,
        "Liên đoàn Lao động tỉnh, Tỉnh Đoàn, Hội Cựu chiến binh tỉnh tuyên truyền",
        ["Liên đoàn Lao động tỉnh", "Tỉnh đoàn", "Hội Cựu chiến binh tỉnh"],
        "tuyên truyền",
    ),
    (
        PROVINCE,
        "Trung tâm Xúc tiến Đầu tư, Thương mại và Du lịch tỉnh xây dựng đề án",
        ["Trung tâm Xúc tiến đầu tư, thương mại và du lịch tỉnh"],
        "xây dựng đề án",
    ),
    (PROVINCE, "Đội Quản lý thị trường số 3 xử lý", ["Đội Quản lý thị trường số 3"], "xử lý"),
    (PROVINCE, "Hạt Kiểm lâm các huyện tuần tra", ["Hạt Kiểm lâm các huyện"], "tuần tra"),
    (PROVINCE, "Tổ công tác 1606 tỉnh rà soát", ["Tổ công tác 1606 tỉnh"], "rà soát"),
    (
        PROVINCE,
        "Hội đồng phối hợp phổ biến, giáo dục pháp luật tỉnh tổ chức",
        ["Hội đồng phối hợp phổ biến, giáo dục pháp luật tỉnh"],
        "tổ chức",
    ),
    (
        PROVINCE,
        "Ban Chỉ huy Phòng, chống thiên tai và Tìm kiếm cứu nạn tỉnh trực ban",
        ["Ban Chỉ huy Phòng, chống thiên tai và Tìm kiếm cứu nạn tỉnh"],
        "trực ban",
    ),
    (PROVINCE, "Ban An toàn giao thông tỉnh xử lý", ["Ban An toàn giao thông tỉnh"], "xử lý"),
    (PROVINCE, "Đoàn kiểm tra liên ngành 389 tỉnh kiểm tra", ["Đoàn kiểm tra liên ngành 389 tỉnh"], "kiểm tra"),
    (PROVINCE, "Ngân hàng Chính sách xã hội chi nhánh tỉnh Sơn Hà giải ngân", ["Ngân hàng Chính sách xã hội chi nhánh tỉnh"], "giải ngân"),
    (PROVINCE, "các trường đại học, cao đẳng trên địa bàn tỉnh mở", ["Các trường đại học, cao đẳng trên địa bàn tỉnh"], "mở"),
    (PROVINCE, "các nhà máy thủy điện trên địa bàn vận hành", ["Các nhà máy thủy điện trên địa bàn"], "vận hành"),
    (PROVINCE, "các tổ chức tín dụng trên địa bàn cân đối", ["Các tổ chức tín dụng"], "cân đối"),
    (PROVINCE, "các đơn vị sự nghiệp công lập thuộc Sở Y tế rà soát", ["Các đơn vị sự nghiệp công lập thuộc Sở Y tế"], "rà soát"),
    (PROVINCE, "Bưu điện tỉnh, VNPT Sơn Hà, Viettel Sơn Hà đầu tư", ["Bưu điện tỉnh", "Viễn thông tỉnh", "Viettel Sơn Hà"], "đầu tư"),
    (OFFICE, "lãnh đạo Sở lộ trình", ["Sở Công Thương"], "lộ trình"),
    (OFFICE, "Các phòng chuyên môn, đơn vị trực thuộc Sở rà soát", ["Các phòng chuyên môn, đơn vị trực thuộc Sở"], "rà soát"),
    (
        OFFICE,
        "Phòng Quản lý Công nghiệp, Phòng Kế hoạch - Tài chính - Tổng hợp tham mưu",
        ["Phòng Quản lý Công nghiệp", "Phòng Kế hoạch - Tài chính - Tổng hợp"],
        "tham mưu",
    ),
    (
        OFFICE,
        "Trung tâm Khuyến công và Tư vấn phát triển công nghiệp hỗ trợ các cơ sở",
        ["Trung tâm Khuyến công và Tư vấn phát triển công nghiệp"],
        "hỗ trợ các cơ sở",
    ),
    (OFFICE, "Trưởng phòng Quản lý Thương mại đề xuất", ["Phòng Quản lý Thương mại"], "đề xuất"),
    (TWO_LEVELS, "Đảng ủy Hội đồng nhân dân tỉnh lãnh đạo", ["Đảng ủy HĐND tỉnh"], "lãnh đạo"),
    (TWO_LEVELS, "Báo và Phát thanh, Truyền hình Sơn Hà tăng cường", ["Báo và Phát thanh, Truyền hình Sơn Hà"], "tăng cường"),
    (
        TWO_LEVELS,
        "Báo và Đài Phát thanh, Truyền hình Sơn Hà; Sở Y tế phối hợp",
        ["Báo và Đài Phát thanh, Truyền hình Sơn Hà", "Sở Y tế"],
        "phối hợp",
    ),
    (TWO_LEVELS, "Báo và PTTH Sơn Hà tuyên truyền", ["Báo và Phát thanh, Truyền hình Sơn Hà"], "tuyên truyền"),
    (TWO_LEVELS, "Các Phó Chủ tịch UBND tỉnh theo dõi", ["Các Phó Chủ tịch UBND tỉnh"], "theo dõi"),
    (
        TWO_LEVELS,
        "Sở Nông nghiệp và Môi trường (trước đây là Sở Tài nguyên và Môi trường) hướng dẫn",
        ["Sở Nông nghiệp và Môi trường"],
        "(trước đây là Sở Tài nguyên và Môi trường) hướng dẫn",
    ),
    (
        TWO_LEVELS,
        "Sở KHCN, Sở NN&MT và UBND 98 xã, phường rà soát",
        ["Sở Khoa học và Công nghệ", "Sở Nông nghiệp và Môi trường", "UBND các xã, phường, đặc khu"],
        "rà soát",
    ),
    (
        TWO_LEVELS,
        "Giám đốc các Sở: Tài chính, Xây dựng, Y tế; Chủ tịch UBND các xã, phường, đặc khu chịu trách nhiệm",
        ["Sở Tài chính", "Sở Xây dựng", "Sở Y tế", "UBND các xã, phường, đặc khu"],
        "chịu trách nhiệm",
    ),
    (TWO_LEVELS, "Thuế tỉnh Sơn Hà, Kho bạc Nhà nước khu vực IX đối chiếu", ["Thuế tỉnh", "Kho bạc Nhà nước khu vực IX"], "đối chiếu"),
    (
        TWO_LEVELS,
        "Ủy ban MTTQ Việt Nam tỉnh và các tổ chức chính trị - xã hội giám sát",
        ["Ủy ban Mặt trận Tổ quốc Việt Nam tỉnh", "Các tổ chức chính trị - xã hội"],
        "giám sát",
    ),
    (
        TWO_LEVELS,
        "Bộ CHQS tỉnh, Công an tỉnh, Ban Chỉ huy Bộ đội Biên phòng tỉnh duy trì",
        ["Bộ Chỉ huy Quân sự tỉnh", "Công an tỉnh", "Ban Chỉ huy Bộ đội Biên phòng tỉnh"],
        "duy trì",
    ),
    (TWO_LEVELS, "Ban Tuyên giáo và Dân vận Tỉnh ủy định hướng", ["Ban Tuyên giáo và Dân vận Tỉnh ủy"], "định hướng"),
    (
        TWO_LEVELS,
        "Trường Đại học Sơn Hà, Trường Cao đẳng Nghề Sơn Hà đào tạo",
        ["Trường Đại học Sơn Hà", "Trường Cao đẳng Nghề Sơn Hà"],
        "đào tạo",
    ),
    (TWO_LEVELS, "Quỹ Đầu tư phát triển tỉnh giải ngân", ["Quỹ Đầu tư phát triển tỉnh"], "giải ngân"),
    (TWO_LEVELS, "Trung tâm Phát triển quỹ đất tỉnh lập phương án", ["Trung tâm Phát triển quỹ đất tỉnh"], "lập phương án"),
    (TWO_LEVELS, "Ban Quản lý các khu công nghiệp tỉnh đôn đốc", ["Ban Quản lý các khu công nghiệp tỉnh"], "đôn đốc"),
    (
        TWO_LEVELS,
        "Công ty Cổ phần Cấp nước Sơn Hà, Công ty Điện lực Sơn Hà bảo đảm",
        ["Công ty Cổ phần Cấp nước Sơn Hà", "Công ty Điện lực Sơn Hà"],
        "bảo đảm",
    ),
    (
        TWO_LEVELS,
        "Hội Nông dân, Hội Liên hiệp Phụ nữ, Đoàn Thanh niên tỉnh vận động",
        ["Hội Nông dân tỉnh", "Hội Liên hiệp Phụ nữ tỉnh", "Tỉnh đoàn"],
        "vận động",
    ),
    (
        TWO_LEVELS,
        "Tòa án nhân dân, Viện Kiểm sát nhân dân tỉnh phối hợp",
        ["Tòa án nhân dân tỉnh", "Viện kiểm sát nhân dân tỉnh"],
        "phối hợp",
    ),
    (TWO_LEVELS, "các Ban của HĐND tỉnh thẩm tra", ["Các Ban HĐND tỉnh"], "thẩm tra"),
    (OFFICE, "Phòng Đào tạo lập danh sách", ["Phòng Đào tạo"], "lập danh sách"),
    (
        TWO_LEVELS,
        "các sở quản lý chuyên ngành, UBND các xã rà soát",
        ["Các sở quản lý chuyên ngành", "UBND các xã, phường, đặc khu"],
        "rà soát",
    ),
    (TWO_LEVELS, "các sở quản lý lĩnh vực y tế, giáo dục rà soát", ["Các sở quản lý lĩnh vực y tế, giáo dục"], "rà soát"),
    (CENTRE_NOW, "các bộ quản lý ngành nghề chủ trì", ["Các bộ, ngành"], "quản lý ngành nghề chủ trì"),
    (CENTRE, "Trung tâm Giám sát an toàn thông tin mạng gửi", ["Trung tâm Giám sát an toàn thông tin mạng"], "gửi"),
    (MINISTRY, "Phòng An toàn thông tin trước ngày", ["Phòng An toàn thông tin"], "trước ngày"),
    (CENTRE, "các bộ, ngành, Bộ Tư pháp rà soát", ["Các bộ, ngành", "Bộ Tư pháp"], "rà soát"),
    (TWO_LEVELS, "các ban, ngành, Sở KHCN rà soát", ["Các sở, ban, ngành", "Sở Khoa học và Công nghệ"], "rà soát"),
    (TWO_LEVELS, "Các Sở, ban, ngành thuộc UBND tỉnh, Công an tỉnh chỉ đạo", ["Các sở, ban, ngành", "Công an tỉnh"], "chỉ đạo"),
    (TWO_LEVELS, "các sở quản lý ngành, lĩnh vực kiểm tra", ["Các sở quản lý ngành, lĩnh vực"], "kiểm tra"),
    (TWO_LEVELS, "các sở quản lý chuyên ngành về thủy lợi rà soát", ["Các sở quản lý chuyên ngành về thủy lợi"], "rà soát"),
    (TWO_LEVELS, "các sở quản lý chặt chẽ việc đấu thầu", ["Các sở, ban, ngành"], "quản lý chặt chẽ việc đấu thầu"),
    (CENTRE_NOW, "các Bộ quản lý chuyên ngành chủ trì", ["Các Bộ quản lý chuyên ngành"], "chủ trì"),
    (TWO_LEVELS, "các cơ quan quản lý chuyên ngành kiểm tra", ["Các cơ quan quản lý chuyên ngành"], "kiểm tra"),
    (COMMUNE, "Ban Công tác Mặt trận các thôn, khu phố tuyên truyền", ["Ban Công tác Mặt trận các thôn, khu phố"], "tuyên truyền"),
    (TWO_LEVELS, "Thường trực HĐND, UBND các xã, phường ban hành", ["Thường trực HĐND", "UBND các xã, phường, đặc khu"], "ban hành"),
    (TWO_LEVELS, "Văn phòng Đoàn ĐBQH và HĐND tỉnh tham mưu", ["Văn phòng Đoàn đại biểu Quốc hội và HĐND tỉnh"], "tham mưu"),
    (
        TWO_LEVELS,
        "Hiệp hội Doanh nghiệp tỉnh, Hội Doanh nhân trẻ tỉnh kiến nghị",
        ["Hiệp hội Doanh nghiệp tỉnh", "Hội Doanh nhân trẻ tỉnh"],
        "kiến nghị",
    ),
    (PARTY, "Đảng uỷ Uỷ ban nhân dân tỉnh lãnh đạo", ["Đảng ủy UBND tỉnh"], "lãnh đạo"),
    (PARTY, "Đảng ủy UBND tỉnh cụ thể hóa", ["Đảng ủy UBND tỉnh"], "cụ thể hóa"),
    (PARTY, "Đảng ủy các cơ quan Đảng tỉnh chủ trì", ["Đảng ủy các cơ quan Đảng tỉnh"], "chủ trì"),
    (
        PARTY,
        "Các đảng ủy trực thuộc Tỉnh ủy, các ban đảng, Mặt trận Tổ quốc và các đoàn thể tỉnh tổ chức quán triệt",
        ["Các đảng ủy trực thuộc Tỉnh ủy", "Các ban đảng", "Ủy ban Mặt trận Tổ quốc Việt Nam tỉnh", "Các tổ chức chính trị - xã hội"],
        "tổ chức quán triệt",
    ),
    (PARTY, "Các đảng uỷ trực thuộc Tỉnh uỷ quán triệt", ["Các đảng ủy trực thuộc Tỉnh ủy"], "quán triệt"),
    (PARTY, "các ban của Tỉnh ủy rà soát", ["Các ban của Tỉnh ủy"], "rà soát"),
    (PARTY, "các cơ quan tham mưu, giúp việc Tỉnh ủy xây dựng đề án", ["Các cơ quan tham mưu, giúp việc Tỉnh ủy"], "xây dựng đề án"),
    (PARTY, "các cấp ủy trực thuộc triển khai", ["Các cấp ủy trực thuộc"], "triển khai"),
    (PARTY_BEFORE, "các huyện ủy, thành ủy, đảng ủy trực thuộc lãnh đạo", ["Các huyện ủy, thành ủy", "Các đảng ủy trực thuộc"], "lãnh đạo"),
    (
        MINISTRY,
        "các cơ quan chuyên môn thuộc Bộ Thông tin và Truyền thông rà soát",
        ["Các cơ quan chuyên môn thuộc Bộ Thông tin và Truyền thông"],
        "rà soát",
    ),
    (
        MINISTRY,
        "Vụ Pháp luật hình sự - hành chính, Cục Trợ giúp pháp lý rà soát",
        ["Vụ Pháp luật hình sự - hành chính", "Cục Trợ giúp pháp lý"],
        "rà soát",
    ),
    (
        MINISTRY,
        "Cục Kiểm tra văn bản và Quản lý xử lý vi phạm hành chính đôn đốc",
        ["Cục Kiểm tra văn bản và Quản lý xử lý vi phạm hành chính"],
        "đôn đốc",
    ),
    (MINISTRY, "Văn phòng Bộ, Thanh tra Bộ, các đơn vị thuộc Bộ gửi", ["Văn phòng Bộ", "Thanh tra Bộ", "Các đơn vị thuộc Bộ"], "gửi"),
    (MINISTRY, "Cục Công nghệ thông tin nâng cấp", ["Cục Công nghệ thông tin"], "nâng cấp"),
    (
        CENTRE,
        "Các Bộ, cơ quan ngang Bộ, cơ quan thuộc Chính phủ, Ủy ban nhân dân các tỉnh, thành phố trực thuộc Trung ương chủ động",
        ["Các bộ, ngành", "UBND các tỉnh, thành phố"],
        "chủ động",
    ),
    (CENTRE, "các Bộ, cơ quan liên quan rà soát", [], "rà soát"),
    (CENTRE, "Bộ Tài chính chủ trì", ["Bộ Tài chính"], "chủ trì"),
    (
        CENTRE,
        "Bộ trưởng Bộ Công Thương, Thống đốc Ngân hàng Nhà nước Việt Nam chỉ đạo",
        ["Bộ Công Thương", "Ngân hàng Nhà nước Việt Nam"],
        "chỉ đạo",
    ),
    (
        CENTRE,
        "Bộ trưởng, Thủ trưởng cơ quan ngang bộ, Thủ trưởng cơ quan thuộc Chính phủ, Chủ tịch Ủy ban nhân dân các tỉnh, thành phố trực thuộc Trung ương tập trung",
        ["Các bộ, ngành", "UBND các tỉnh, thành phố"],
        "tập trung",
    ),
    (
        CENTRE,
        "Đài Truyền hình Việt Nam, Đài Tiếng nói Việt Nam, Thông tấn xã Việt Nam đưa tin",
        ["Đài Truyền hình Việt Nam", "Đài Tiếng nói Việt Nam", "Thông tấn xã Việt Nam"],
        "đưa tin",
    ),
    (
        CENTRE,
        "Tập đoàn Điện lực Việt Nam, Tập đoàn Công nghiệp Than - Khoáng sản Việt Nam bảo đảm",
        ["Tập đoàn Điện lực Việt Nam", "Tập đoàn Công nghiệp Than - Khoáng sản Việt Nam"],
        "bảo đảm",
    ),
    (
        CENTRE,
        "UBND các tỉnh: Sơn Hà, Quảng Ngãi, Bình Định báo cáo",
        ["UBND tỉnh Sơn Hà", "UBND tỉnh Quảng Ngãi", "UBND tỉnh Bình Định"],
        "báo cáo",
    ),
    (
        CENTRE_NOW,
        "Bộ Dân tộc và Tôn giáo, Bộ Nông nghiệp và Môi trường hoàn thiện",
        ["Bộ Dân tộc và Tôn giáo", "Bộ Nông nghiệp và Môi trường"],
        "hoàn thiện",
    ),
    (DISTRICT, "Phòng Tài chính - Kế hoạch, Phòng Nội vụ huyện tham mưu", ["Phòng Tài chính - Kế hoạch", "Phòng Nội vụ"], "tham mưu"),
    (
        DISTRICT,
        "Phòng LĐ-TB&XH, Phòng Nông nghiệp và PTNT rà soát",
        ["Phòng Lao động - Thương binh và Xã hội", "Phòng Nông nghiệp và Phát triển nông thôn"],
        "rà soát",
    ),
    (DISTRICT, "UBND các xã, thị trấn tuyên truyền", ["UBND các xã, phường, thị trấn"], "tuyên truyền"),
    (DISTRICT, "Các ban, ngành, đoàn thể huyện phối hợp", ["Các sở, ban, ngành", "Các tổ chức chính trị - xã hội"], "phối hợp"),
    (
        DISTRICT,
        "Trung tâm Văn hóa - Thể thao và Truyền thông huyện phát sóng",
        ["Trung tâm Văn hóa, Thể thao và Truyền thông huyện"],
        "phát sóng",
    ),
    (DISTRICT, "Công an huyện, Ban Chỉ huy Quân sự huyện tuần tra", ["Công an huyện", "Ban Chỉ huy Quân sự huyện"], "tuần tra"),
    (COMMUNE, "Phòng Kinh tế, Phòng Văn hóa - Xã hội xã chủ trì", ["Phòng Kinh tế", "Phòng Văn hóa - Xã hội"], "chủ trì"),
    (COMMUNE, "Trưởng các thôn, tổ dân phố vận động nhân dân", ["Các thôn", "Các tổ dân phố"], "vận động nhân dân"),
    (COMMUNE, "Công an xã, Ban Chỉ huy Quân sự xã nắm tình hình", ["Công an xã", "Ban Chỉ huy Quân sự xã"], "nắm tình hình"),
    (COMMUNE, "Trạm Y tế xã, các trường học trên địa bàn tổ chức", ["Trạm Y tế xã", "Các trường học trên địa bàn"], "tổ chức"),
    (COMMUNE, "Văn phòng HĐND và UBND xã tổng hợp", ["Văn phòng HĐND và UBND xã"], "tổng hợp"),
    (
        COMMUNE,
        "Ủy ban MTTQ Việt Nam xã và các tổ chức thành viên vận động nhân dân",
        ["Ủy ban Mặt trận Tổ quốc Việt Nam xã", "Các tổ chức thành viên"],
        "vận động nhân dân",
    ),
    # a second round: further offices, posts, short forms
    (TWO_LEVELS, "Sở Nội vụ chủ trì, phối hợp", ["Sở Nội vụ"], "chủ trì, phối hợp"),
    (
        TWO_LEVELS,
        "Sở Xây dựng, Sở Công Thương, Sở Dân tộc và Tôn giáo theo dõi",
        ["Sở Xây dựng", "Sở Công Thương", "Sở Dân tộc và Tôn giáo"],
        "theo dõi",
    ),
    (
        TWO_LEVELS,
        "Giám đốc Công an tỉnh, Chỉ huy trưởng Bộ Chỉ huy quân sự tỉnh chỉ đạo",
        ["Công an tỉnh", "Bộ Chỉ huy Quân sự tỉnh"],
        "chỉ đạo",
    ),
    (
        TWO_LEVELS,
        "Chủ tịch UBND các xã, phường Tân Lộc, Hòa Bình, An Khê chịu trách nhiệm",
        ["UBND các xã, phường Tân Lộc, Hòa Bình, An Khê"],
        "chịu trách nhiệm",
    ),
    (
        TWO_LEVELS,
        "UBND xã Tân Lộc, UBND phường An Khê, đặc khu Cù Lao thực hiện",
        ["UBND xã Tân Lộc", "UBND phường An Khê", "UBND đặc khu Cù Lao"],
        "thực hiện",
    ),
    (
        TWO_LEVELS,
        "Bí thư Đảng ủy, Chủ tịch UBND các xã, phường trực tiếp chỉ đạo",
        ["Đảng ủy các xã, phường", "UBND các xã, phường, đặc khu"],
        "trực tiếp chỉ đạo",
    ),
    (TWO_LEVELS, "Thủ trưởng các cơ quan, đơn vị, địa phương căn cứ", ["Các sở, ban, ngành", "UBND các xã, phường, đặc khu"], "căn cứ"),
    (
        TWO_LEVELS,
        "người đứng đầu các sở, ban, ngành, địa phương chịu trách nhiệm",
        ["Các sở, ban, ngành", "UBND các xã, phường, đặc khu"],
        "chịu trách nhiệm",
    ),
    (
        TWO_LEVELS,
        "Chi nhánh Ngân hàng Nhà nước Khu vực 9 chỉ đạo các tổ chức tín dụng",
        ["Chi nhánh Ngân hàng Nhà nước Khu vực 9"],
        "chỉ đạo các tổ chức tín dụng",
    ),
    (TWO_LEVELS, "Bảo hiểm xã hội tỉnh, Thuế tỉnh rà soát", ["Bảo hiểm xã hội tỉnh", "Thuế tỉnh"], "rà soát"),
    (TWO_LEVELS, "Chi cục Hải quan khu vực XII tạo điều kiện", ["Chi cục Hải quan khu vực XII"], "tạo điều kiện"),
    (
        TWO_LEVELS,
        "Viện KSND tỉnh, TAND tỉnh, Thi hành án dân sự tỉnh phối hợp",
        ["Viện kiểm sát nhân dân tỉnh", "Tòa án nhân dân tỉnh", "Thi hành án dân sự tỉnh"],
        "phối hợp",
    ),
    (
        TWO_LEVELS,
        "Liên hiệp các Hội Khoa học và Kỹ thuật tỉnh, Hội Luật gia tỉnh phản biện",
        ["Liên hiệp các Hội Khoa học và Kỹ thuật tỉnh", "Hội Luật gia tỉnh"],
        "phản biện",
    ),
    (
        TWO_LEVELS,
        "các Hội đặc thù, các doanh nghiệp nhà nước trên địa bàn tham gia",
        ["Các Hội đặc thù", "Các doanh nghiệp nhà nước trên địa bàn"],
        "tham gia",
    ),
    (
        TWO_LEVELS,
        "Ban Quản lý dự án các công trình dân dụng và công nghiệp tỉnh hoàn thành",
        ["Ban Quản lý dự án các công trình dân dụng và công nghiệp tỉnh"],
        "hoàn thành",
    ),
    (
        TWO_LEVELS,
        "Vườn quốc gia Sơn Hà, Ban Quản lý rừng phòng hộ Tân Lộc tuần tra",
        ["Vườn quốc gia Sơn Hà", "Ban Quản lý rừng phòng hộ Tân Lộc"],
        "tuần tra",
    ),
    (TWO_LEVELS, "Công ty TNHH MTV Xổ số kiến thiết Sơn Hà nộp", ["Công ty TNHH MTV Xổ số kiến thiết Sơn Hà"], "nộp"),
    (
        TWO_LEVELS,
        "Tổng công ty Lương thực miền Bắc, Công ty CP Đường Sơn Hà ký",
        ["Tổng công ty Lương thực miền Bắc", "Công ty CP Đường Sơn Hà"],
        "ký",
    ),
    (
        TWO_LEVELS,
        "Bệnh viện Đa khoa tỉnh, các Trung tâm Y tế khu vực bảo đảm",
        ["Bệnh viện Đa khoa tỉnh", "Các Trung tâm Y tế khu vực"],
        "bảo đảm",
    ),
    (TWO_LEVELS, "Trường Chính trị tỉnh mở lớp", ["Trường Chính trị tỉnh"], "mở lớp"),
    (TWO_LEVELS, "Tổ công tác triển khai Đề án 06 tỉnh họp", ["Tổ công tác triển khai Đề án 06 tỉnh"], "họp"),
    (
        TWO_LEVELS,
        "Ban Chỉ đạo phong trào “Toàn dân bảo vệ an ninh Tổ quốc” tỉnh phát động",
        ["Ban Chỉ đạo phong trào “Toàn dân bảo vệ an ninh Tổ quốc” tỉnh"],
        "phát động",
    ),
    (TWO_LEVELS, "Ban Chỉ đạo 138 tỉnh, Ban Chỉ đạo 389 tỉnh chỉ đạo", ["Ban Chỉ đạo 138 tỉnh", "Ban Chỉ đạo 389 tỉnh"], "chỉ đạo"),
    (TWO_LEVELS, "Hội đồng Thi đua - Khen thưởng tỉnh xét", ["Hội đồng Thi đua - Khen thưởng tỉnh"], "xét"),
    (
        TWO_LEVELS,
        "Sở Nông nghiệp và PTNT (nay là Sở Nông nghiệp và Môi trường), Sở Y tế rà soát",
        ["Sở Nông nghiệp và Phát triển nông thôn", "Sở Y tế"],
        "rà soát",
    ),
    (TWO_LEVELS, "Sở, ngành, địa phương liên quan rà soát", [], "rà soát"),
    (
        TWO_LEVELS,
        "các sở, ban, ngành tỉnh; UBND các xã, phường, đặc khu; các tổ chức chính trị - xã hội triển khai",
        ["Các sở, ban, ngành", "Các tổ chức chính trị - xã hội", "UBND các xã, phường, đặc khu"],
        "triển khai",
    ),
    (TWO_LEVELS, "chủ đầu tư và nhà thầu khẩn trương", ["Chủ đầu tư", "Nhà thầu"], "khẩn trương"),
    (
        PROVINCE,
        "Sở NNPTNT; Chi cục PTNT; Chi cục Trồng trọt và BVTV hướng dẫn",
        ["Sở Nông nghiệp và Phát triển nông thôn", "Chi cục Phát triển nông thôn", "Chi cục Trồng trọt và bảo vệ thực vật"],
        "hướng dẫn",
    ),
    (
        PROVINCE,
        "Phòng Cảnh sát giao thông, Thanh tra giao thông tuần tra",
        ["Phòng Cảnh sát giao thông", "Thanh tra giao thông"],
        "tuần tra",
    ),
    (PROVINCE, "UBND huyện Bình Khê và thành phố Sơn Hà giải phóng", ["UBND huyện Bình Khê", "UBND thành phố Sơn Hà"], "giải phóng"),
    (PROVINCE, "UBND TP. Sơn Hà, TX. An Khê giải phóng", ["UBND thành phố Sơn Hà", "UBND thị xã An Khê"], "giải phóng"),
    (
        PROVINCE,
        "Trung tâm Văn hóa tỉnh, Bảo tàng tỉnh, Thư viện tỉnh trưng bày",
        ["Trung tâm Văn hóa tỉnh", "Bảo tàng tỉnh", "Thư viện tỉnh"],
        "trưng bày",
    ),
    (PROVINCE, "Đoàn TNCS Hồ Chí Minh tỉnh phát động", ["Tỉnh đoàn"], "phát động"),
    (
        PROVINCE,
        "Hội LHPN, Hội ND, Hội CCB, Đoàn TN phát động",
        ["Hội Liên hiệp Phụ nữ tỉnh", "Hội Nông dân tỉnh", "Hội Cựu chiến binh tỉnh", "Tỉnh đoàn"],
        "phát động",
    ),
    (
        PROVINCE,
        "Sở Tài chính, Mặt trận tỉnh, VNPT tổ chức",
        ["Sở Tài chính", "Ủy ban Mặt trận Tổ quốc Việt Nam tỉnh", "Viễn thông tỉnh"],
        "tổ chức",
    ),
    (PROVINCE, "Mặt trận tỉnh giám sát", ["Ủy ban Mặt trận Tổ quốc Việt Nam tỉnh"], "giám sát"),
    (PROVINCE, "LĐLĐ tỉnh, UBMTTQVN tỉnh giám sát", ["Liên đoàn Lao động tỉnh", "Ủy ban Mặt trận Tổ quốc Việt Nam tỉnh"], "giám sát"),
    (
        PROVINCE,
        "Sở Tài nguyên và môi trường, Sở Văn hoá, Thể thao và Du lịch thẩm định",
        ["Sở Tài nguyên và Môi trường", "Sở Văn hóa, Thể thao và Du lịch"],
        "thẩm định",
    ),
    (PROVINCE, "Sở Kế hoạch & Đầu tư, Sở GD-ĐT lập", ["Sở Kế hoạch và Đầu tư", "Sở Giáo dục và Đào tạo"], "lập"),
    (
        CENTRE,
        "Bộ Quốc phòng, Bộ Công an, Ủy ban Quốc gia Ứng phó sự cố, thiên tai và Tìm kiếm Cứu nạn chỉ đạo",
        ["Bộ Quốc phòng", "Bộ Công an", "Ủy ban Quốc gia Ứng phó sự cố, thiên tai và Tìm kiếm Cứu nạn"],
        "chỉ đạo",
    ),
    (CENTRE, "UBND các tỉnh vùng Đồng bằng sông Cửu Long rà soát", ["UBND các tỉnh, thành phố"], "rà soát"),
    (CENTRE, "Bộ, cơ quan ngang Bộ, cơ quan thuộc Chính phủ rà soát", ["Các bộ, ngành"], "rà soát"),
    (
        CENTRE,
        "các Bộ: Tài chính, Nội vụ, Y tế; Ngân hàng Nhà nước Việt Nam nghiên cứu",
        ["Bộ Tài chính", "Bộ Nội vụ", "Bộ Y tế", "Ngân hàng Nhà nước Việt Nam"],
        "nghiên cứu",
    ),
    (
        CENTRE,
        "Đài Truyền hình Việt Nam và các cơ quan thông tấn, báo chí đưa tin",
        ["Đài Truyền hình Việt Nam", "Các cơ quan báo chí"],
        "đưa tin",
    ),
    (CENTRE, "Ban Cán sự đảng Chính phủ, Đảng đoàn Quốc hội lãnh đạo", ["Ban Cán sự đảng Chính phủ", "Đảng đoàn Quốc hội"], "lãnh đạo"),
    (
        CENTRE,
        "Tổng Liên đoàn Lao động Việt Nam, Trung ương Đoàn TNCS Hồ Chí Minh phối hợp",
        ["Tổng Liên đoàn Lao động Việt Nam", "Trung ương Đoàn Thanh niên Cộng sản Hồ Chí Minh"],
        "phối hợp",
    ),
    (COMMUNE, "Phòng Kinh tế, Công an xã, các thôn triển khai", ["Phòng Kinh tế", "Công an xã", "Các thôn"], "triển khai"),
    (COMMUNE, "Ban Chỉ huy Quân sự xã, Trạm Y tế xã phối hợp", ["Ban Chỉ huy Quân sự xã", "Trạm Y tế xã"], "phối hợp"),
    (
        COMMUNE,
        "Công chức Văn hóa - Xã hội, Công chức Địa chính tham mưu",
        ["Công chức Văn hóa - Xã hội", "Công chức Địa chính"],
        "tham mưu",
    ),
    (
        DISTRICT,
        "Phòng Kinh tế và Hạ tầng, Phòng Tài nguyên và Môi trường huyện kiểm tra hồ sơ",
        ["Phòng Kinh tế và Hạ tầng", "Phòng Tài nguyên và Môi trường"],
        "kiểm tra hồ sơ",
    ),
    (DISTRICT, "Chủ tịch UBND các xã, thị trấn huy động", ["UBND các xã, phường, thị trấn"], "huy động"),
    (
        DISTRICT,
        "Trung tâm Dịch vụ nông nghiệp huyện, Hạt Kiểm lâm huyện hướng dẫn",
        ["Trung tâm Dịch vụ nông nghiệp huyện", "Hạt Kiểm lâm huyện"],
        "hướng dẫn",
    ),
    (PARTY, "Ban Thường vụ Tỉnh ủy chỉ đạo", ["Ban Thường vụ Tỉnh ủy"], "chỉ đạo"),
    (
        PARTY,
        "Ban Tổ chức Tỉnh ủy, Ủy ban Kiểm tra Tỉnh ủy, Văn phòng Tỉnh ủy theo dõi",
        ["Ban Tổ chức Tỉnh ủy", "Ủy ban Kiểm tra Tỉnh ủy", "Văn phòng Tỉnh ủy"],
        "theo dõi",
    ),
    (PARTY, "Đảng ủy Công an tỉnh, Đảng ủy Quân sự tỉnh lãnh đạo", ["Đảng ủy Công an tỉnh", "Đảng ủy Quân sự tỉnh"], "lãnh đạo"),
    (
        PARTY,
        "các cấp ủy, tổ chức đảng, chính quyền, Mặt trận Tổ quốc và các tổ chức chính trị - xã hội quán triệt",
        ["Các cấp ủy", "Các tổ chức đảng", "Chính quyền", "Ủy ban Mặt trận Tổ quốc Việt Nam tỉnh", "Các tổ chức chính trị - xã hội"],
        "quán triệt",
    ),
    (PARTY, "Đảng ủy các xã, phường, đặc khu cụ thể hóa", ["Đảng ủy các xã, phường"], "cụ thể hóa"),
    (
        PARTY,
        "Đảng uỷ Uỷ ban nhân dân tỉnh và các đảng uỷ xã, phường xây dựng kế hoạch",
        ["Đảng ủy UBND tỉnh", "Các đảng ủy xã, phường"],
        "xây dựng kế hoạch",
    ),
    (HEALTH, "Phòng Nghiệp vụ Y, Phòng Kế hoạch - Tài chính tham mưu", ["Phòng Nghiệp vụ Y", "Phòng Kế hoạch - Tài chính"], "tham mưu"),
    (HEALTH, "các đơn vị trực thuộc Sở báo cáo", ["Các đơn vị trực thuộc Sở"], "báo cáo"),
    (
        SCHOOL,
        "Phòng Đào tạo, Phòng Công tác sinh viên, các khoa rà soát",
        ["Phòng Đào tạo", "Phòng Công tác sinh viên", "Các khoa"],
        "rà soát",
    ),
    (
        CITY,
        "Sở Y tế, UBND các xã, phường, Công an thành phố kiểm tra hồ sơ",
        ["Sở Y tế", "UBND các xã, phường, đặc khu", "Công an thành phố"],
        "kiểm tra hồ sơ",
    ),
    (
        CITY,
        "Ủy ban MTTQ Việt Nam thành phố, Thành đoàn vận động nhân dân",
        ["Ủy ban Mặt trận Tổ quốc Việt Nam thành phố", "Thành đoàn"],
        "vận động nhân dân",
    ),
    (PROVINCE, "Ban QLDA ĐTXD các công trình dân dụng rà soát", ["Ban Quản lý dự án đầu tư xây dựng các công trình dân dụng"], "rà soát"),
    (
        PROVINCE,
        "Hội doanh nghiệp nhỏ và vừa, các hội nghề nghiệp chủ động",
        ["Hội doanh nghiệp nhỏ và vừa", "Các hội nghề nghiệp"],
        "chủ động",
    ),
    (PROVINCE, "Đồn Biên phòng Cửa khẩu Tân Lộc tuần tra", ["Đồn Biên phòng Cửa khẩu Tân Lộc"], "tuần tra"),
    (
        PROVINCE,
        "Công an và Quản lý thị trường tại các huyện, thị xã phát hiện",
        [
            "Công an các huyện, thị xã",
            "Quản lý thị trường các huyện, thị xã",
        ],
        "phát hiện",
    ),
    (
        PROVINCE,
        "Thanh tra, Quản lý thị trường và Công an tại các huyện, thị xã phát hiện",
        ["Thanh tra các huyện, thị xã", "Quản lý thị trường các huyện, thị xã", "Công an các huyện, thị xã"],
        "phát hiện",
    ),
    (PROVINCE, "các sở, ban, ngành, Sở Y tế rà soát", ["Các sở, ban, ngành", "Sở Y tế"], "rà soát"),
    (PROVINCE, "các cơ quan, tổ chức và UBND tỉnh rà soát", ["UBND tỉnh"], "rà soát"),
    (PROVINCE, "Công chức, viên chức chấp hành", [], "Công chức, viên chức chấp hành"),
    (PROVINCE, "Khoa học và công nghệ phát triển", [], "Khoa học và công nghệ phát triển"),
    (
        PROVINCE,
        "Phòng An ninh mạng và phòng, chống tội phạm sử dụng công nghệ cao xử lý tin báo",
        [
            "Phòng An ninh mạng và phòng, chống tội phạm sử dụng công nghệ cao",
        ],
        "xử lý tin báo",
    ),
    (PROVINCE, "Chi cục Thú y phòng, chống dịch bệnh", ["Chi cục Thú y"], "phòng, chống dịch bệnh"),
    # both ways: a verb behind a standing body, a programme in its name
    (PROVINCE, "Ban Chỉ đạo rà soát danh mục", ["Ban Chỉ đạo"], "rà soát danh mục"),
    (PROVINCE, "Ban Chỉ đạo thực hiện Chương trình giảm nghèo tỉnh họp", ["Ban Chỉ đạo thực hiện Chương trình giảm nghèo tỉnh"], "họp"),
    (PROVINCE, "Ban Chỉ đạo xây dựng kế hoạch kiểm tra", ["Ban Chỉ đạo"], "xây dựng kế hoạch kiểm tra"),
    (PROVINCE, "Ban Chỉ đạo xây dựng nông thôn mới tỉnh họp", ["Ban Chỉ đạo xây dựng nông thôn mới tỉnh"], "họp"),
    (PROVINCE, "Trung tâm Khuyến nông xây dựng mô hình", ["Trung tâm Khuyến nông tỉnh"], "xây dựng mô hình"),
    (PROVINCE, "Phòng Quản lý xây dựng rà soát hồ sơ", ["Phòng Quản lý xây dựng"], "rà soát hồ sơ"),
    (PROVINCE, "Phòng Quản lý tổ chức triển khai hồ sơ", ["Phòng Quản lý"], "tổ chức triển khai hồ sơ"),
    (PROVINCE, "Trung tâm Cấp nước sạch giao Tổ vận hành", ["Trung tâm Cấp nước sạch"], "giao Tổ vận hành"),
    (PROVINCE, "chủ đầu tư dự án cầu Bến Đò hoàn thiện hồ sơ", ["Chủ đầu tư dự án cầu Bến Đò"], "hoàn thiện hồ sơ"),
    (OFFICE, "phòng BCVTCNTT chuẩn bị nội dung", ["Phòng Bưu chính - Viễn thông - Công nghệ thông tin"], "chuẩn bị nội dung"),
    (OFFICE, "phòng XYZTĐ chuẩn bị nội dung", ["Phòng XYZTĐ"], "chuẩn bị nội dung"),
    (PROVINCE, "Sở Y tế và 12 bệnh viện rà soát", ["Sở Y tế"], "và 12 bệnh viện rà soát"),
    (PROVINCE, "Quản lý thị trường tại các huyện, thị xã xử lý", ["Quản lý thị trường các huyện, thị xã"], "xử lý"),
    (PROVINCE, "Hợp tác xã Tân Lộc thu mua", ["Hợp tác xã Tân Lộc"], "thu mua"),
]


@pytest.mark.parametrize(("context", "text", "names", "rest"), LISTS)
def test_a_list_names_whom_it_names_and_ends_where_they_end(context: Context, text: str, names: list[str], rest: str) -> None:
    found = REGISTRY.enumeration(text, 0, len(text), context)
    assert ([name for mention in found.mentions for name in mention.names], text[found.end :].strip()) == (names, rest)


@pytest.mark.parametrize(("context", "text", "names", "rest"), LISTS)
def test_a_list_is_read_alike_in_the_middle_of_a_text(context: Context, text: str, names: list[str], rest: str) -> None:
    before = "Giao "
    found = REGISTRY.enumeration(f"{before}{text}", len(before), len(before) + len(text), context)
    assert [name for mention in found.mentions for name in mention.names] == names


@pytest.mark.parametrize(
    ("code", "fields"),
    [
        ("BCVTCNTT", "Bưu chính - Viễn thông - Công nghệ thông tin"),
        ("BCVT&CNTT", "Bưu chính - Viễn thông - Công nghệ thông tin"),
        ("KHTC", "Kế hoạch - Tài chính"),
        ("KHTCX", ""),
        ("", ""),
    ],
)
def test_a_code_is_written_out_only_when_every_letter_is_known(code: str, fields: str) -> None:
    assert written_out_fields(code) == fields


def test_no_code_of_a_field_begins_another() -> None:
    assert not [(a, b) for a in FIELDS for b in FIELDS if a != b and b.startswith(a)]


@pytest.mark.parametrize(
    "piece",
    [
        "Ban Quản lý dự án đầu tư xây dựng và phát triển ",
        "Ban Chỉ đạo thực hiện ",
        "các trường đại học, ",
        "Phòng Quản lý ",
        "Chủ đầu tư, nhà thầu, ",
        "Báo và Phát thanh, Truyền hình ",
        "huyện, thị xã, ",
        "Phòng BCVTCNTT ",
        "các tỉnh: Sơn Hà, ",
    ],
)
def test_the_work_of_a_list_grows_with_its_length_only(piece: str) -> None:
    def work(copies: int) -> int:
        text = normalise(piece * copies)
        return calls(
            lambda: (REGISTRY.enumeration(text, 0, len(text), PROVINCE), REGISTRY.mentions(text, 0, len(text), PROVINCE)),
        )

    work(10)  # what is built with the first text counts for none
    assert work(200) < 2.2 * work(100)


WORDS = st.sampled_from(sorted({word for _, text, _, _ in LISTS for word in text.split()}))


@settings(max_examples=200, deadline=None)
@given(words=st.lists(WORDS, min_size=1, max_size=30), context=st.sampled_from([PROVINCE, TWO_LEVELS, PARTY, CENTRE, OFFICE, COMMUNE]))
def test_shuffled_words_of_lists_give_spans_inside_the_text(words: list[str], context: Context) -> None:
    text = normalise(" ".join(words))
    found = REGISTRY.enumeration(text, 0, len(text), context)
    assert 0 <= found.end <= len(text)
    last = 0
    for mention in found.mentions:
        assert last <= mention.span.start < mention.span.end <= found.end
        assert all(name == name.strip() and name for name in mention.names)
        last = mention.span.end


@settings(max_examples=100, deadline=None)
@given(words=st.lists(WORDS, min_size=1, max_size=20))
def test_a_name_never_ends_before_its_kind_nor_beyond_its_text(words: list[str]) -> None:
    text = normalise(" ".join(words))
    folded = fold_same_length(text)
    for head in head_pattern().finditer(folded):
        assert head.end() <= name_end(text, folded, head.end(), len(text)) <= len(text)
