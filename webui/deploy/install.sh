#!/usr/bin/env bash
# Cài đặt hoặc nâng cấp Đôn Đốc trên máy chủ không có internet. Chạy trong thư mục đã giải nén:
#   sudo ./install.sh                      cài vào /opt/dondoc, cấu hình /etc/dondoc/config.toml, dữ liệu /var/lib/dondoc
#   ./install.sh --prefix DIR --no-systemd cài thử vào DIR, không cần quyền quản trị
# Nâng cấp: sao lưu trước; hỏng ở bước nào thì trở về bản cũ với dữ liệu cũ.
set -euo pipefail
cd "$(dirname "$0")"

prefix=/opt/dondoc etc=/etc/dondoc state=/var/lib/dondoc systemd=yes python=python3
while [ $# -gt 0 ]; do
  case $1 in
    --prefix) prefix=$(realpath -m "$2"); etc=$prefix/etc; state=$prefix/state; shift 2 ;;
    --no-systemd) systemd=no; shift ;;
    --python) python=$2; shift 2 ;;
    *) echo "Không hiểu: $1. Xem đầu tệp install.sh." >&2; exit 2 ;;
  esac
done
say() { echo "==> $*" >&2; }
die() { echo "LỖI: $*" >&2; exit 1; }

read -r wanted machine <python-version
found=$("$python" -c 'import sys; print("%d.%d" % sys.version_info[:2])') || die "Không có $python. Cài: apt-get install python3 python3-venv"
[ "$found" = "$wanted" ] || die "Gói này làm cho Python $wanted, máy này có $found. Làm lại gói (make bundle) trên máy cùng phiên bản."
[ "$(uname -m)" = "$machine" ] || die "Gói này làm cho $machine, máy này là $(uname -m)."
"$python" -c 'import ensurepip, venv' 2>/dev/null || die "Thiếu gói python3-venv. Cài: apt-get install python3-venv"

own=$(ls dondoc-*.whl)
version=$(echo "$own" | cut -d- -f2)
release=$prefix/releases/$version-$(date +%Y%m%d%H%M%S)
previous=$(readlink -f "$prefix/current" 2>/dev/null || true)
config=$etc/config.toml
backup=$state/backups/truoc-nang-cap-$(date +%Y%m%d%H%M%S).zip

say "Cài thư viện vào $release (không dùng mạng)"
mkdir -p "$prefix/releases" "$etc" "$state/backups"
"$python" -m venv "$release"
"$release/bin/pip" install --quiet --disable-pip-version-check --no-index --find-links wheels --require-hashes -r requirements.lock
"$release/bin/pip" install --quiet --disable-pip-version-check --no-index --no-deps "./$own"

as_service() { # runs as the service's user where there is one
  if [ "$systemd" = yes ]; then (cd "$state" && runuser -u dondoc -- "$@"); else (cd "$state" && "$@"); fi
}
if [ "$systemd" = yes ]; then
  id dondoc >/dev/null 2>&1 || useradd --system --home-dir "$state" --shell /usr/sbin/nologin dondoc
  chown -R dondoc: "$state"
  install -m 644 dondoc-web.service dondoc-worker.service /etc/systemd/system/
  systemctl daemon-reload
fi

back() {
  say "Nâng cấp không thành, trở về bản cũ"
  ln -sfn "$previous" "$prefix/current"
  as_service "$previous/bin/dondoc" --config "$config" restore --replace --as-it-was "$backup" ||
    die "Chương trình đã trở về bản cũ nhưng chưa phục hồi được dữ liệu; trang web đang dừng. Sửa lỗi nói ở trên rồi chạy: $previous/bin/dondoc --config $config restore --replace --as-it-was $backup"
  [ "$systemd" = no ] || systemctl start dondoc-web dondoc-worker
  die "Đã trở về bản cũ với dữ liệu cũ. Bản mới còn ở $release để xem lỗi."
}

if [ -n "$previous" ] && [ -f "$config" ]; then
  [ "$systemd" = no ] || systemctl stop dondoc-worker dondoc-web
  say "Sao lưu vào $backup"
  as_service "$previous/bin/dondoc" --config "$config" backup "$backup" || { [ "$systemd" = no ] || systemctl start dondoc-web dondoc-worker; die "Không sao lưu được nên chưa nâng cấp gì."; }
  well=yes # an old fault is no fault of the new version
  as_service "$previous/bin/dondoc" --config "$config" doctor --offline >/dev/null || well=no
  as_service "$release/bin/dondoc" --config "$config" upgrade || back
  ln -sfn "$release" "$prefix/current" || back
  as_service "$release/bin/dondoc" --config "$config" doctor --offline || [ "$well" = no ] || back
  [ "$systemd" = no ] || systemctl start dondoc-web dondoc-worker
  say "Đã nâng cấp lên $version. Bản cũ còn ở $previous, sao lưu ở $backup"
else
  ln -sfn "$release" "$prefix/current"
  say "Đã cài $version. Việc tiếp theo:"
  echo "  1. $prefix/current/bin/dondoc --config $config init --database sqlite:///$state/dondoc.db     (tạo cấu hình, dữ liệu, người quản trị)"
  [ "$systemd" = no ] || echo "  2. chown -R dondoc: $etc $state && systemctl enable --now dondoc-web dondoc-worker"
  echo "  3. $prefix/current/bin/dondoc --config $config doctor"
fi
