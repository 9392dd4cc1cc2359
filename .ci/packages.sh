# What the scripts here know of Debian's packages; to be sourced.

say() { printf '%s\n' "$*" >&2; }

has_apt() { command -v apt-get >/dev/null 2>&1 && command -v dpkg-query >/dev/null 2>&1; }

has_package() { [ "$(dpkg-query -W -f '${Status}' "$1" 2>/dev/null)" = "install ok installed" ]; }

root=""
[ "$(id -u)" -eq 0 ] || root="sudo"
install() { $root env DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends "$@" >&2; }

# Nothing is asked and nothing fails for the sake of this one.
try_install() { # package, what for, what without it
    has_package "$1" || [ -z "$(apt-cache madison "$1" 2>/dev/null)" ] || (
        [ -z "$root" ] || root="sudo -n"
        say "installing, $2: $1"
        install "$1" || say "it can't be had: $3"
    )
}
