#!/usr/bin/env bash
# Puts the programs beside Python that the whole suite needs on this machine, through Debian's package manager.
# What is there already is used; what cannot be had is named, and the script fails: nothing is skipped.
set -euo pipefail

missing=()
need() { # need PACKAGE CHECK…: the package is missing when the check fails
  local package=$1
  shift
  "$@" >/dev/null 2>&1 || missing+=("$package")
}
any() { local file; for file in "$@"; do [ -e "$file" ] && return 0; done; return 1; }
first_of() { local name; for name in "$@"; do command -v "$name" && return 0; done; return 1; }

need postgresql any /usr/lib/postgresql/*/bin/initdb
need chromium first_of chromium chromium-browser google-chrome
need fonts-noto-core any /usr/share/fonts/truetype/noto/NotoSans-Regular.ttf
need libreoffice-writer-nogui bash -c 'command -v soffice && ls /usr/lib/libreoffice/program/libswlo.so'
need tesseract-ocr command -v tesseract
need tesseract-ocr-vie any /usr/share/tesseract-ocr/*/tessdata/vie.traineddata
need poppler-utils command -v pdftoppm
need vdirsyncer command -v vdirsyncer
need khal command -v khal
need openssl command -v openssl

[ ${#missing[@]} -eq 0 ] && exit 0
echo "Bộ kiểm thử cần thêm các gói Debian: ${missing[*]}" >&2
if ! command -v apt-get >/dev/null; then
  echo "Máy này không có apt-get: hãy tự cài các gói trên rồi chạy lại make test (hoặc: make test FAST=1)." >&2
  exit 1
fi
sudo=()
if [ "$(id -u)" -ne 0 ]; then
  command -v sudo >/dev/null || { echo "Cần quyền quản trị để cài: chạy bằng root hoặc cài sudo." >&2; exit 1; }
  sudo=(sudo)
fi
echo "Cài bằng: ${sudo[*]} apt-get install ${missing[*]}" >&2
"${sudo[@]}" apt-get update -qq
"${sudo[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null || {
  echo "Không cài được: ${missing[*]}. Kiểm tra nguồn gói của apt rồi chạy lại, hoặc: make test FAST=1" >&2
  exit 1
}
