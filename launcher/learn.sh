# What the JVM keeps beside the jars. Part of the script muster, which sets java_home, java_release, flags and learned.

# What the JVM finds out in a first run is kept beside the jars (since Java 25): about the classes, which halves the
# processor time of every start, and about what is called how often under a load, so that the first minutes of work are
# not spent on finding it out again. Nothing but speed is lost where that run does not succeed.
learn() {
  local jars=$1 data server load='' rest mqtt
  [ "$java_release" -ge 25 ] && data=$(mktemp -d) || return 0
  unsettled "$data/log" "${flags[@]}" -XX:AOTCacheOutput="$jars/$learned" -cp "$jars/*" io.muster.server.Muster \
    start --data "$data/data" --http-port 0 --mqtt-port 0 --nats-port 0 &
  server=$!
  trap 'kill "$server" $load 2>/dev/null; exit 130' INT TERM
  wait_while 60 starting "$server" "$data/log"
  rest=$(sed -n 's/.*\(http:[^ ]*:[0-9]*\)\/.*/\1/p' "$data/log" | head -n 1)
  mqtt=$(sed -n 's/.*mqtt:\/\/\([^ ]*:[0-9]*\).*/\1/p' "$data/log" | head -n 1)
  if [ -n "$rest" ] && [ -n "$mqtt" ]; then
    unsettled "$data/load" -cp "$jars/*" io.muster.server.Muster \
      simulate --endpoints 200 --rate 1500 --duration 5s --url "$rest" --mqtt "$mqtt" &
    load=$!
    wait_while 60 kill -0 "$load"
    kill "$load" 2>/dev/null || true
  fi
  kill "$server" 2>/dev/null || true
  # It writes the file while it ends.
  wait_while 60 kill -0 "$server"
  kill -9 "$server" $load 2>/dev/null || true
  wait "$server" $load 2>/dev/null || true
  trap - INT TERM
  rm -rf "$data" "$jars/$learned.config"
}

# Runs Java with its output in a file, and with none of the caller's settings, which may name another Muster's ports.
unsettled() {
  local log=$1
  shift
  unset $(compgen -v | grep -E '^(MUSTER|KAA|NATS|SERVICE|SERVER|SECURITY)_')
  exec "$java_home/bin/java" "$@" >"$log" 2>&1 </dev/null 9>&-
}

starting() {
  kill -0 "$1" && ! grep -q '^ready in' "$2"
}

# Waits until a command fails, at most so many seconds.
wait_while() {
  local left=$1
  shift
  while [ "$left" -gt 0 ] && "$@" 2>/dev/null; do
    sleep 1
    left=$((left - 1))
  done
}
