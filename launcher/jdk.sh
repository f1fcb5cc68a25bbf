# Finds the JDK and Maven that build and run Muster. Part of the script muster, which sets oldest_java and has fail.

# The feature version of the JDK in a folder (25), read from its release file; fails for what is no JDK.
java_version() {
  [ -x "$1/bin/java" ] && [ -x "$1/bin/javac" ] && [ -r "$1/release" ] || return 1
  sed -n 's/^JAVA_VERSION="\(1\.\)\{0,1\}\([0-9][0-9]*\).*/\2/p' "$1/release"
}

fits() {
  local version
  version=$(java_version "$1") && [ -n "$version" ] && [ "$version" -ge "$oldest_java" ]
}

# 25 is what Muster is tested with most; then the newest long-term release, then the newest of all.
rank() {
  local version=$1
  if [ "$version" -eq 25 ]; then
    echo 3000
  elif [ $(((version - 21) % 4)) -eq 0 ]; then
    echo $((2000 + version))
  else
    echo $((1000 + version))
  fi
}

installed_jdks() {
  local java home
  java=$(command -v java || true)
  if [ -n "$java" ]; then
    home=$(cd "$(dirname "$java")" && pwd -P)
    while [ -L "$home/java" ]; do
      home=$(cd "$home" && cd "$(dirname "$(readlink java)")" && pwd -P)
    done
    dirname "$home"
  fi
  for home in /usr/lib/jvm/* /opt/* /opt/java/* /usr/java/* /usr/local/opt/openjdk*/libexec/openjdk.jdk/Contents/Home \
    /opt/homebrew/opt/openjdk*/libexec/openjdk.jdk/Contents/Home /Library/Java/JavaVirtualMachines/*/Contents/Home \
    "${HOME:-/nonexistent}"/.sdkman/candidates/java/* "${HOME:-/nonexistent}"/.jdks/*; do
    [ -d "$home" ] && printf '%s\n' "$home"
  done
  return 0
}

find_java() {
  local home best='' best_rank=0 this_rank
  if [ -n "${MUSTER_JAVA_HOME:-}" ]; then
    fits "$MUSTER_JAVA_HOME" || fail "MUSTER_JAVA_HOME=$MUSTER_JAVA_HOME is not a JDK $oldest_java or newer"
    printf '%s\n' "$MUSTER_JAVA_HOME"
    return
  fi
  if [ -n "${JAVA_HOME:-}" ] && fits "$JAVA_HOME"; then
    printf '%s\n' "$JAVA_HOME"
    return
  fi
  while IFS= read -r home; do
    if fits "$home"; then
      this_rank=$(rank "$(java_version "$home")")
      if [ "$this_rank" -gt "$best_rank" ]; then
        best=$home
        best_rank=$this_rank
      fi
    fi
  done < <(installed_jdks)
  [ -n "$best" ] || fail "no JDK $oldest_java or newer found (looked at JAVA_HOME, PATH and the usual folders)" \
    "install one: $(how_to_install_java)" "or name its folder in MUSTER_JAVA_HOME"
  printf '%s\n' "$best"
}

how_to_install_java() {
  local package
  if command -v apt-get >/dev/null; then
    for package in openjdk-25-jdk-headless openjdk-21-jdk-headless; do
      if [ -n "$(apt-cache search --names-only "^$package\$" 2>/dev/null)" ]; then
        echo "sudo apt-get install $package"
        return
      fi
    done
    echo "this system has none in its packages; see https://adoptium.net/installation/linux (temurin-25-jdk)"
  elif command -v dnf >/dev/null; then
    echo "sudo dnf install java-25-openjdk-devel (or java-21-openjdk-devel)"
  elif command -v apk >/dev/null; then
    echo "sudo apk add openjdk21-jdk"
  elif command -v zypper >/dev/null; then
    echo "sudo zypper install java-21-openjdk-devel"
  elif command -v pacman >/dev/null; then
    echo "sudo pacman -S jdk21-openjdk"
  elif command -v brew >/dev/null; then
    echo "brew install openjdk@21"
  else
    echo "see https://adoptium.net/installation"
  fi
}

require_maven() {
  local how="see https://maven.apache.org/install.html" manager
  command -v mvn >/dev/null && return
  for manager in "apt-get:sudo apt-get install maven" "dnf:sudo dnf install maven" "apk:sudo apk add maven" \
    "zypper:sudo zypper install maven" "pacman:sudo pacman -S maven" "brew:brew install maven"; do
    if command -v "${manager%%:*}" >/dev/null; then
      how=${manager#*:}
      break
    fi
  done
  fail "Maven (mvn) is needed to build Muster and is not on PATH" "install it: $how"
}
