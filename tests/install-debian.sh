#!/bin/sh
# Installs what the tests use of Debian (a browser, fonts, PostgreSQL, a C compiler) where this user may; else says what is missing.
missing=""
command -v chromium >/dev/null 2>&1 || missing="$missing chromium"
fc-list 2>/dev/null | grep -qi "noto.*cjk" || missing="$missing fonts-noto-cjk"
ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1 || missing="$missing postgresql"
command -v cc >/dev/null 2>&1 || missing="$missing gcc libc6-dev"
[ -z "$missing" ] && exit 0
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
  export DEBIAN_FRONTEND=noninteractive
  apt-get update -q >/dev/null 2>&1
  apt-get install -y -q --no-install-recommends $missing >/tmp/suanli-apt.log 2>&1 && exit 0
  echo "could not install:$missing (see /tmp/suanli-apt.log); tests that need them are skipped"
else
  echo "not installed:$missing; tests that need them are skipped"
fi
exit 0
