"""Words inside and behind the names of units: what belongs to a name, what ends it, what names many."""

from __future__ import annotations

import re

from directives.agency_table import LOWER, UPPER

#: of whom, behind a name: các huyện, thành phố; cấp huyện; cấp huyện, cấp xã
OF_MANY = re.compile(
    r"(?: (?:ở |tại |của )?(?:cùng cấp|các cấp"
    r"|các huyện ủy, (?:thị ủy, )?thành ủy|các huyện, (?:thị, )?thành ủy|các tỉnh ủy, thành ủy|các tỉnh, thành ủy"
    r"|cấp (?:tỉnh|huyện|xã|cơ sở)(?:(?:,| và)? cấp (?:huyện|xã))?"
    r"|(?:các )?(?:tỉnh|huyện|quận|thị xã|xã|phường)(?:, | và )(?:thị xã|thành phố|huyện|quận"
    r"|phường|thị trấn|đặc khu|xã)(?! ủy| đoàn)(?:(?:, | và )(?:thị xã|thành phố|thị trấn|đặc khu|xã|khu vực)){0,2}"
    r"(?: trực thuộc trung ương)?"
    r"|các (?:bộ, ngành, địa phương|bộ, ngành|tỉnh|huyện|quận|xã|phường|địa phương)(?! ủy| đoàn))(?!\w))"
)
#: of whom, behind a group: thuộc Sở, trực thuộc Bộ, của Quốc hội
OWNED = re.compile(r" (?:trực thuộc|thuộc|của)(?!\w)")
#: Verbs that are nouns too in names of units: Trung tâm Xúc tiến đầu tư, Ban Quản lý dự án, Phòng Quản lý xây dựng
NOUNS_TOO = frozenset(
    [
        "đầu tư",
        "xây dựng",
        "phát triển",
        "quản lý",
        "đào tạo",
        "bồi dưỡng",
        "bảo vệ",
        "hỗ trợ",
        "hợp tác",
        "thông tin",
        "truyền thông",
        "kiểm tra",
        "thanh tra",
        "điều phối",
        "tư vấn",
        "dự báo",
        "nghiên cứu",
        "ứng dụng",
        "giám sát",
        "cung ứng",
        "phục vụ",
        "thống kê",
        "tổ chức",
        "bảo tồn",
        "quy hoạch",
        "khai thác",
        "tuyên truyền",
        "giáo dục",
        "sản xuất",
        "vận hành",
        "thẩm định",
        "soạn thảo",
        "biên tập",
        "tiếp nhận",
        "chuyển giao",
        "chuyển đổi",
        "xúc tiến",
        "phòng chống",
        "kiểm định",
        "kiểm soát",
        "đăng ký",
        "lưu trữ",
        "thi đua",
        "khen thưởng",
        "ứng cứu",
        "đổi mới",
        "cải cách",
        "huấn luyện",
        "điều hành",
        "giải phóng",
        "đánh giá",
        "nghiệm thu",
        "thẩm tra",
        "xét duyệt",
        "phòng, chống",
        "xuất bản",
        "dự toán",
        "quyết toán",
        "kế hoạch",
        "vận động",
        "xử lý",
        "phòng ngừa",
        "thu hồi",
        "điều tra",
        "bảo trì",
        "liên kết",
    ]
)
#: Of these, those that are a verb when another verb follows: tổ chức thực hiện, xây dựng triển khai
VERBS_FIRST = frozenset(
    {"tổ chức", "xây dựng", "kiểm tra", "nghiên cứu", "thẩm định", "giám sát", "tuyên truyền", "xử lý", "đánh giá", "hỗ trợ"}
)
#: Words in small letters at which a name ends
STOPS = re.compile(
    r"(?:để|nhằm|theo|khi|nếu|đã|được|có|là|cùng|hoặc|bằng|từ|đến|trước|sau|như|do|mà|thì|cho|qua|phải|cần|sẽ|với|tự|luôn|trong|tại|vào"
    r"|đồng(?! nhân dân)|này|nêu|kịp|căn|chưa|không(?! gian| khí| quân)|bị|nên|rồi|vẫn|còn|đang|cũng|đều|ký|năm|nơi|chịu|cuối)(?!\w)"
)
#: Phrases of two syllables at which a name ends
STOP_PHRASES = re.compile(
    r"(?:đối với|nhất là|cụ thể|chủ trì|khẩn trương|nói trên|nêu trên|chậm nhất|muộn nhất|hằng (?:năm|quý|tháng|tuần|ngày)"
    r"|trước ngày|cùng ngày)(?!\w)"
)
#: Syllables that make a noun of a verb behind them: Chương trình, công trình, quy trình, trợ giúp
NOUN_BEFORE = re.compile(r"(?:chương|công|quy|quá|giáo|lộ|tiến|khẩn|trung|cao|sơ|thứ|trợ|thường|cây|nuôi) $")
#: Verbs of one syllable that begin a noun: công trình giao thông, Công ty cấp nước, Phòng Quản lý xuất nhập cảnh
NO_VERB = re.compile(
    r"(?:giao (?:thông|dịch|lưu|thừa)|cấp (?:nước|thoát|cứu|ủy)|thu (?:nhập|ngân)|nhập (?:khẩu|cảnh)|"
    r"khám (?:chữa |và chữa )?bệnh|chuyển phát|thuê bao|trồng trọt|lập pháp|tăng trưởng|họp báo|mở cửa|giảm nghèo"
    r"|không (?:gian|khí|quân))(?!\w)"
)
#: Verbs that every directive has, as scans may leave them: tông hợp, triên khai
SLIPPED_VERBS = re.compile(
    r"(?:tong hop|thuc hien|trien khai|to chuc|chu tri|phoi hop|tham muu|huong dan|ra soat|chi dao|tiep tuc|tang cuong|khan truong)(?!\w)"
)
#: Kinds of schools, of which one name holds several
SCHOOLS = re.compile(r"(?:đại học|cao đẳng|trung cấp|trung học|tiểu học|mầm non|thpt|thcs|phổ thông|dạy nghề|học viện)(?!\w)")
#: Verbs that end a name and begin no task: the work of people outside
MORE_VERBS = re.compile(
    r"(?:tuần tra|ký số|tập kết|trực ban|thu mua|phát sóng|đưa tin|chi trả|túc trực|ứng trực|ra quân|"
    r"vận chuyển|trưng bày|chấp hành|bám nắm|hạ ngầm|di dời|di chuyển|chỉnh trang|tháo dỡ|sửa chữa|nạo vét|khơi thông|dọn dẹp"
    r"|giải tỏa|cắm mốc|tiêm phòng|phun khử|khử khuẩn|chăm sóc|đón tiếp|sơ tán|neo đậu|cưỡng chế|truy quét|truy tố|xét xử|khởi tố|bắt giữ"
    r"|thu hoạch|gieo trồng|gieo cấy|bốc dỡ|bàn bạc|bầu cử|chi tiêu|nhắn tin|gọi điện|làm thủ tục|ký hợp đồng|bảo lãnh|hoàn trả|trả lại"
    r"|chịu (?:hoàn toàn )?trách nhiệm|dự họp|tham dự|đăng tin|đăng bài|viết bài|quay phim|in ấn|mở chuyên|mở lớp|mở đợt)(?!\w)"
)
#: Verbs that want an object: what stands behind them at the head of a part of a name is that object: Phòng Quản lý xây dựng
WANT_OBJECT = frozenset(
    {
        "quản lý",
        "tư vấn",
        "xúc tiến",
        "khai thác",
        "hỗ trợ",
        "phát triển",
        "điều hành",
        "kiểm soát",
        "ứng dụng",
        "vận hành",
        "cung ứng",
        "đào tạo",
    }
)
#: Projects are named by their work: dự án đầu tư xây dựng các công trình, đầu tư xây dựng và phát triển quỹ đất
OF_PROJECTS = re.compile(
    r"(?:(?:dự án|qlda|bql|công trình) (?:đầu tư(?: và)? )?|đầu tư (?:xây dựng )?(?:và )?)(?=(?:đầu tư|xây dựng|phát triển)(?!\w))"
)
PROJECT_WORK = re.compile(
    r"(?!xây dựng (?:kế hoạch|báo cáo|phương án|đề án|quy chế|dự thảo|chương trình|văn bản|dự toán|danh mục|hồ sơ|và (?:triển|tổ|ban)))"
    r"(?:đầu tư|xây dựng|phát triển)(?: (?:và |cơ bản )?(?:xây dựng|phát triển))?(?: và phát triển)?"
    r"(?: các(?! nội dung| nhiệm vụ))?(?!\w)"
)
#: The level closes a name: Ban Chỉ huy … tỉnh | trực ban; not Hợp tác xã
LEVEL_SAID = re.compile(r"(?<!cấp)(?<!thuộc)(?<!trong) (?:tỉnh|huyện|(?<!tác )(?<!thị )xã) $")
#: What closes a name when a verb follows: tỉnh, huyện, số 3, địa bàn, a place of two capitals
CLOSED = re.compile(
    rf"(?:(?<!\w)(?:tỉnh|huyện|xã|phường|thành phố|quốc gia|trung ương|địa bàn|thị xã|cơ sở|số \d+|[IVX]+)"
    rf"|[{UPPER}][{LOWER}]+ [{UPPER}][{LOWER}]+) $"
)
#: A field of two verbs that one name holds: Ban Chỉ huy Phòng, chống thiên tai; Hội đồng phối hợp phổ biến, giáo dục pháp luật
PAIRED = re.compile(
    r" (?:phòng, chống(?= (?:thiên tai|tội phạm|tham nhũng|dịch|ma túy|tệ nạn|lụt|cháy|hạn|bạo lực|mua bán|hiv|khủng bố|tác hại|rửa tiền))"
    r"|(?:kế hoạch, tài chính|tài chính, kế hoạch|tổ chức, hành chính|hành chính, tổng hợp|hành chính, quản trị|tổ chức, cán bộ"
    r"|văn hóa, (?:xã hội|thông tin|thể thao)|kinh tế, hạ tầng|bưu chính, viễn thông|thông tin, (?:báo chí|tuyên truyền)|giáo dục, đào tạo"
    r"|xuất bản, in và phát hành|phát thanh, truyền hình và thông tin điện tử|hộ tịch, quốc tịch, chứng thực|bảo vệ, chăm sóc trẻ em"
    r"|mỹ thuật, nhiếp ảnh và triển lãm|phòng cháy, chữa cháy(?: và cứu nạn, cứu hộ)?|cứu nạn, cứu hộ|khám, chữa bệnh"
    r"|quản lý, giám sát (?:kế toán, kiểm toán|bảo hiểm)|chất lượng, chế biến và phát triển thị trường|truyền thông, thi đua, khen thưởng"
    r"|rừng phòng hộ, (?:rừng )?đặc dụng|rừng đặc dụng, (?:rừng )?phòng hộ|đào tạo, bồi dưỡng|tuyển sinh, đào tạo|thanh tra, kiểm tra"
    r"|tài nguyên, môi trường|nông nghiệp, môi trường|khoa học, công nghệ|văn thư, lưu trữ|quản trị, tài vụ)"
    r"|(?:phối hợp )?(?:phổ biến, giáo dục|tuyên truyền, phổ biến, giáo dục|phổ biến giáo dục) pháp luật|thi đua, khen thưởng)(?!\w)"
)
#: A clause word that nothing followed: Tổ công tác của Thủ tướng Chính phủ về
DANGLING = re.compile(r"(?: (?:về|của|(?<!trực )thuộc)){1,4}$")
#: Clauses that belong to a name although they begin with a stop word or a verb
CLAUSES = re.compile(
    r" (?:ban (?:chỉ đạo|chỉ huy|tổ chức|soạn thảo|biên tập|quản lý|điều hành|vận động)(?= (?!về )|$|[,;:.])"
    r"|giáo dục (?:nghề nghiệp(?: - | và |, )giáo dục thường xuyên|nghề nghiệp|thường xuyên"
    r"|quốc phòng|đại học|mầm non|phổ thông|đặc biệt|chính trị|hướng nghiệp)"
    r"|phát triển quỹ đất|kiểm soát bệnh tật|bảo trợ xã hội|trợ giúp pháp lý"
    r"|bảo vệ pháp luật|ở (?:địa phương|cơ sở|trung ương|nước ngoài)"
    r"|có thẩm quyền|có giường bệnh|có vốn nhà nước|có vốn đầu tư nước ngoài"
    r"|có chức năng(?: liên quan)?|có liên quan|có chung đường biên giới|hoạt động "
    r"(?:trong|trên) (?:lĩnh vực|địa bàn)|đóng (?:trên|tại) địa bàn|(?:ở|trên|tại) địa bàn"
    r"|trực thuộc|thuộc|được phân công(?: chủ trì(?: trả lời)?| chuẩn bị)?|"
    r"được giao chủ trì(?: soạn thảo| xây dựng| thẩm định| thực hiện)?(?=$|[ ,;:.])"
    r"|được giao (?:thực hiện )?(?:chức năng|nhiệm vụ)(?: thanh tra chuyên ngành| thanh tra)?|chủ trì soạn thảo"
    r"|chủ trì thực hiện(?= các)|chủ trì(?= đề án)|tham gia mạng lưới|trong nước|trong tỉnh|trong và ngoài tỉnh"
    r"|thông tin cơ sở|truyền thanh cơ sở|cấp trên|cấp dưới|quản lý trực tiếp|quản lý khoản thu"
    r"|quản lý nhà nước|nhà nước|chuyên trách về|phụ trách(?: các)? lĩnh vực|phụ trách|thành viên"
    r"|của|về)(?!\w)"
    r"| (?:sử dụng công nghệ cao|sự cố, thiên tai và tìm kiếm cứu nạn)(?!\w)"
    r"|(?:(?<=phong trào)|(?<=vận động)|(?<=chương trình)|(?<=đề án)|(?<=dự án)) [“\"][^“”\"\n]{1,90}[”\"]"
    r"|(?<=an toàn) thông tin(?: mạng)?(?!\w)"
    r"|(?<=tổ chức) nghiên cứu và phát triển(?! (?:kinh tế|sản phẩm|các|ứng dụng|công nghệ)(?!\w))"
    r"|(?:(?<=đơn vị)|(?<=cơ quan)) chủ trì(?=$|[,;:.)]| (?:cần|phải|có trách nhiệm|chịu|thực hiện|gửi|tổng hợp|báo cáo)(?!\w))"
)
#: The next word of a name, and what stands before it
NEXT = re.compile(r"(?P<gap> ?[-–—] ?| ?& ?|, | )(?P<word>[^\W_]+(?:[&.][^\W_]+)*)")
#: What a kind of body does, that tells which it is: các cơ quan truyền thông, các đơn vị thi công, các cơ sở đào tạo
NAMED_BY_WORK = frozenset(
    {"truyền thông", "thanh tra", "điều tra", "tham mưu", "thẩm định", "thẩm tra", "soạn thảo", "quản lý", "tư vấn", "thi công",
     "vận chuyển", "sản xuất", "chăm sóc", "giáo dục", "đào tạo", "kiểm định", "giám sát", "xuất bản", "phát hành", "kiểm toán",
     "vận hành", "khai thác", "nghiên cứu", "bảo trợ", "cung ứng", "thu mua", "thu gom", "chuyển phát", "phân phối", "xét xử",
     "bảo hiểm", "tuyên truyền"}
)  # fmt: skip
#: What premises are for: các cơ sở sản xuất, kinh doanh; các cơ sở khám bệnh, chữa bệnh; các cơ sở chăm sóc người có công
OF_PREMISES = re.compile(
    r"(?:(?:,| và|-)? (?:sản xuất|kinh doanh|chế biến|khám(?: bệnh)?|chữa bệnh|chăm sóc|giáo dục|đào tạo|dạy nghề|lưu trú"
    r"|giết mổ|bảo trợ|cai nghiện|nuôi(?: dưỡng)?|điều trị|nghiên cứu|kiểm nghiệm|kiểm định|thu gom|xử lý|in|phát hành|thờ tự|tín ngưỡng))+"
    r"(?!\w)"
)
#: Verbs that are the second field of a name: Cục Tin học và thống kê tài chính, Viện Nghiên cứu và đào tạo
FIELDS_BEHIND_AND = frozenset({"thống kê", "đào tạo", "truyền thông", "bồi dưỡng"})
#: Behind these a verb tells which: Tổ xây dựng kế hoạch lựa chọn nhà thầu, Ban Quản lý chương trình cung cấp dịch vụ
PLANS = re.compile(r"(?:kế hoạch|chương trình|đề án|dự án|phương án|công tác|hoạt động|thủ tục|chiến dịch|phong trào) $")
#: Kinds of bodies for one job, named by a verb: Hội đồng đánh giá …, Tổ kiểm tra, Ban Chỉ đạo đổi mới …
NAMED_BY_VERB = re.compile(
    r"(?:hội đồng|tổ|tổ công tác|tiểu ban|(?<!huyện )(?<!tỉnh )(?<!thành )(?<!thị )đoàn|nhóm|ban chỉ đạo|ban chỉ huy|ban tổ chức|quỹ)$"
)
#: Of these, standing bodies, which also do things: Ban Chỉ đạo rà soát …
STANDING = re.compile(r"(?:tổ công tác|tiểu ban|ban chỉ đạo|ban chỉ huy|ban tổ chức|hội đồng)$")
#: What a body is never there for, and what it is there for when a programme follows: Ban Chỉ đạo thực hiện Chương trình X
DUTIES = re.compile(
    r"(?:báo cáo|tổng hợp|tham mưu|theo dõi|đôn đốc|hướng dẫn|rà soát|chủ trì|họp|xem xét|tiếp tục|tăng cường|phân công|thông báo|kiểm tra"
    r"|chỉ đạo|đề xuất|hoàn thành|chịu|thống nhất|kiện toàn|lập|gửi|yêu cầu|đề nghị|giao|cập nhật|bố trí|thành lập|ban hành"
    r"|(?:xây dựng|hoàn thiện) (?:kế hoạch|đề án|báo cáo|dự thảo|quy chế|phương án)"
    r"|(?:thực hiện|triển khai|tổ chức)(?! (?:triển khai )?(?:thực hiện )?"
    r"(?:chương trình|đề án|nghị quyết|kết luận|chiến lược|phong trào|cuộc|"
    r"chính sách|quy chế|dự án|cải cách|đổi mới|xây dựng|chỉ thị|kỳ|lễ|hội|đại hội|chuyển đổi))"
    r")(?!\w)"
)
