# A real Slurm of two nodes on one machine, for tests; sourced by bash. No systemd, nothing listens beyond the loopback
# interface, all state and the key are in a temporary folder, and what stop_cluster ends it ends by process id. Should
# the sourcing shell be killed, the kernel ends the daemons (setpriv --pdeathsig) and a guard the tasks.
#
#   start_cluster FOLDER     exports SLURM_CONF; daemons are up and both nodes idle when it returns, or it fails within a minute
#   node_processes NAME      ids of a node's daemon, of its steps and of their tasks
#   kill_node NAME           SIGKILL to all of these, as if the power had gone; `await` is not for after that
#   stop_cluster

declare -A daemons=()
slurm_nodes=(left right)

start_cluster() {
  local folder=$1 me ports node
  me=$(id -un)
  mapfile -t ports < <(free_ports 3)
  mkdir -p "$folder"/{state,munge,left,right}
  # munged insists on a socket that everyone can reach, from the root down; the key stays private.
  chmod 711 "$folder" "$folder/munge"
  head -c 64 /dev/urandom >"$folder/munge/key"
  chmod 400 "$folder/munge/key"
  export SLURM_CONF=$folder/slurm.conf
  # A node's name says who it is, NodeAddr and Port where: no name has to resolve. cred_expire is also how long a job waits
  # that Slurm queues again after a node was lost; two minutes by default.
  cat >"$SLURM_CONF" <<CONF
ClusterName=memxbar
SlurmctldHost=$(hostname -s)(127.0.0.1)
SlurmctldPort=${ports[0]}
CommunicationParameters=NoCtldInAddrAny,NoInAddrAny
AuthType=auth/munge
AuthInfo=socket=$folder/munge/socket,cred_expire=5
SlurmUser=$me
SlurmdUser=$me
StateSaveLocation=$folder/state
SlurmdSpoolDir=$folder/%n/spool
SlurmctldPidFile=$folder/slurmctld.pid
SlurmdPidFile=$folder/%n/slurmd.pid
SlurmctldLogFile=$folder/slurmctld.log
SlurmdLogFile=$folder/%n/slurmd.log
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
JobAcctGatherType=jobacct_gather/none
AccountingStorageType=accounting_storage/none
SwitchType=switch/none
MpiDefault=none
MailProg=/bin/true
SlurmdTimeout=6
MessageTimeout=2
TCPTimeout=1
ReturnToService=2
SelectType=select/cons_tres
SelectTypeParameters=CR_CPU
SchedulerParameters=sched_interval=2,batch_sched_delay=0
SlurmdParameters=config_overrides
NodeName=left NodeHostname=$(hostname -s) NodeAddr=127.0.0.1 Port=${ports[1]} CPUs=1
NodeName=right NodeHostname=$(hostname -s) NodeAddr=127.0.0.1 Port=${ports[2]} CPUs=1
PartitionName=short Nodes=left,right Default=YES MaxTime=10 State=UP
CONF
  # Nothing here uses control groups, but the daemons load a plugin for them; this one asks nothing of the machine.
  printf 'CgroupPlugin=cgroup/v1\n' >"$folder/cgroup.conf"

  daemon munged "$folder/munge/out.log" munged --foreground --socket="$folder/munge/socket" --key-file="$folder/munge/key" \
    --pid-file="$folder/munge/pid" --log-file="$folder/munge/munged.log" --seed-file="$folder/munge/seed"
  await 'the authentication daemon' test -S "$folder/munge/socket" || return
  daemon slurmctld "$folder/slurmctld.out" slurmctld -D -c -f "$SLURM_CONF"
  for node in "${slurm_nodes[@]}"; do
    daemon "$node" "$folder/$node/out.log" env MEMXBAR_NODE="$folder/$node" slurmd -D -N "$node" -f "$SLURM_CONF"
  done
  guard
  await 'two idle nodes' nodes_are_idle
}

# A session of its own, which ends after this shell.
guard() {
  local script='. "$1"; tail --pid="$2" -f /dev/null; for node in "${slurm_nodes[@]}"; do kill_node "$node"; done'
  setsid bash -c "$script" guard "${BASH_SOURCE[0]}" "$$" </dev/null >/dev/null 2>&1 &
  disown "$!"
}

nodes_are_idle() {
  [ "$(timeout 5 sinfo -h -t idle -o %D 2>/dev/null)" = 2 ]
}

# await WHAT COMMAND: up to a minute, then failure; at once where a daemon has ended.
await() {
  local what=$1 end=$((SECONDS + 60)) id
  shift
  while ((SECONDS < end)); do
    if "$@"; then return 0; fi
    for id in "${daemons[@]}"; do kill -0 "$id" 2>/dev/null || break 2; done
    sleep 0.1
  done
  echo "Slurm: waited in vain for $what" >&2
  return 1
}

daemon() {
  local name=$1 log=$2
  shift 2
  setpriv --pdeathsig KILL "$@" >"$log" 2>&1 &
  daemons[$name]=$!
  disown "$!" # no word of the shell when it ends
}

free_ports() {
  node --input-type=module -e '
    import { createServer } from "node:net"
    const servers = Array.from({ length: Number(process.argv[1]) }, () => createServer().listen(0, "127.0.0.1"))
    await Promise.all(servers.map((server) => new Promise((up) => server.on("listening", up))))
    for (const server of servers) console.log(server.address().port)
    for (const server of servers) server.close()
  ' "$1"
}

# Steps leave their daemon's process tree, so they are known by what the daemon's environment left in theirs; tasks have the
# environment of their job, so they are known by descent.
node_processes() {
  local found i child
  mapfile -t found < <(grep -lzxF "MEMXBAR_NODE=${SLURM_CONF%/*}/$1" /proc/[0-9]*/environ 2>/dev/null | grep -o '[0-9]*')
  for ((i = 0; i < ${#found[@]}; i++)); do
    for child in $(cat /proc/"${found[i]}"/task/*/children 2>/dev/null); do
      case " ${found[*]} " in *" $child "*) ;; *) found+=("$child") ;; esac
    done
  done
  [ "${#found[@]}" -eq 0 ] || printf '%s\n' "${found[@]}"
}

kill_node() {
  local ids tries
  # Again, should the daemon have begun a step in between.
  for ((tries = 0; tries < 50; tries++)); do
    mapfile -t ids < <(node_processes "$1")
    [ "${#ids[@]}" -gt 0 ] || return 0
    kill -KILL "${ids[@]}" 2>/dev/null
    sleep 0.05
  done
  echo "Slurm: processes ${ids[*]} of node $1 live on" >&2
  return 1
}

stop_cluster() {
  local node name
  for node in "${slurm_nodes[@]}"; do [ -z "${daemons[$node]:-}" ] || kill_node "$node"; done
  for name in slurmctld munged; do
    [ -n "${daemons[$name]:-}" ] || continue
    kill -TERM "${daemons[$name]}" 2>/dev/null
    timeout 5 tail --pid="${daemons[$name]}" -f /dev/null || kill -KILL "${daemons[$name]}" 2>/dev/null
  done
  daemons=()
}
