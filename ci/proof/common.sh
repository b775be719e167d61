# Sourced by the proofs of docs/TRANSFER.md. Each takes a folder for everything it writes; ended and started again, it goes on
# where it was: finished runs are left alone, others resume from their checkpoint. JOBS (1) runs at a time; on two cores two runs
# of one thread each (JOBS=2 OMP_NUM_THREADS=1) get more done than one of two.

set -euo pipefail
project=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
greenmim=${GREENMIM:-$project/greenmim}
jobs=${JOBS:-1}

say() { printf '%s %s\n' "$(date +%T)" "$*"; }

usage() {
  printf 'usage: %s\n' "$1" >&2
  exit 2
}

# run NAME COMMAND... : a training run in $out/NAME; only a finished one is marked as done
run() {
  local name=$1 words=() began=$SECONDS
  shift
  [[ ! -e $out/$name.done ]] || return 0
  if [[ -e $out/$name/state.json ]]; then
    words=("$1")
    [[ $1 == pretrain ]] || words+=("$2")
    words+=(--resume)
    say "$name goes on"
  else
    words=("$@")
    say "$name: $*"
  fi
  "$greenmim" "${words[@]}" --output "$out/$name" >>"$out/$name.log" 2>&1 || {
    say "$name failed; the last line of $out/$name.log: $(tail -n 1 "$out/$name.log")"
    exit 1
  }
  touch "$out/$name.done"
  say "$name took $((SECONDS - began)) s"
}

# beside COMMAND... : runs it beside the others of up to JOBS, whatever they are
children=()
beside() {
  while (($(jobs -rp | wc -l) >= jobs)); do wait -n; done
  "$@" &
  children+=($!)
}

# What runs beside is not left behind by a script that fails: started again it would run twice.
trap wait EXIT

# all : waits for what was begun by beside since the last all; the script ends where one of them failed
all() {
  local one
  for one in "${children[@]}"; do wait "$one"; done
  children=()
}

# number FILE KEY : the last number under a key in a file of JSON lines
number() {
  grep -oE "\"$2\": *[-0-9.eE]+" "$1" | tail -n 1 | sed 's/.*: *//'
}

# row ARM UNIT VALUE... : a line of the raw numbers, written once; UNIT is what pairs the arms (a fold, a draw)
row() {
  local IFS=$'\t'
  touch "$out/numbers.tsv"
  grep -qxF "$*" "$out/numbers.tsv" || printf '%s\n' "$*" >>"$out/numbers.tsv"
}
