package org.holdfast.agent.config.load;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SortedMap;

/**
 * The values that Debian's keepalived reads from a file, from its own dump ({@code keepalived -d}).
 * It runs in fresh user, network and mount namespaces with the links eth0 to eth2, so that it
 * neither sees nor changes anything on the machine, and is killed as soon as it has written its
 * dump.
 *
 * @param served whether keepalived starts with the file
 * @param rows the values, named as in {@link OurRows}
 * @param log the complete output, for messages
 */
record KeepalivedDump(boolean served, SortedMap<String, String> rows, String log) {

  /** The configuration ID that selects among the {@code @id} lines of the corpus. */
  static final String CONFIG_ID = "one";

  private static final String RUN =
      """
      mount -t tmpfs none /run
      ip link set lo up
      ip link add eth0 type veth peer name eth1
      ip addr add 10.9.0.1/24 dev eth0
      ip addr add fd09::1/64 dev eth0 nodad
      ip addr add 10.8.0.1/24 dev eth1
      ip link set eth0 up
      ip link set eth1 up
      ip link add eth2 link eth0 type macvlan
      ip link set eth2 up
      if [ "$1" = -C ]; then export LD_PRELOAD=$4/ipvs.so; fi
      keepalived -n -l -d -B -i $ID "$1" -f "$2" >"$3" 2>&1 &
      pid=$!
      turns=0
      while kill -0 $pid && [ $turns -lt 200 ] && ! grep -q '< Interfaces >\\|Activating BFD' "$3"
      do sleep 0.05; turns=$((turns + 1)); done
      kill -9 $pid $(sed -n 's/.*child process, pid=//p' "$3")
      wait
      """;

  // Without IPVS in the kernel, keepalived's checkers do not start. This library answers in place
  // of the kernel: every command succeeds, and every list is empty.
  private static final String IPVS =
      """
      typedef int (*callback)(void *, void *);
      static callback callbacks[16];
      static void *arguments[16];
      int genl_ctrl_resolve(void *socket, const char *name) { return 33; }
      int nl_send_auto(void *socket, void *message) { return 1; }
      int nl_socket_modify_cb(void *socket, int type, int kind, callback call, void *argument) {
        if (type >= 0 && type < 16) { callbacks[type] = call; arguments[type] = argument; }
        return 0;
      }
      int nl_recvmsgs_default(void *socket) {
        if (callbacks[1]) callbacks[1](0, arguments[1]);
        if (callbacks[5]) callbacks[5](0, arguments[5]);
        return 0;
      }
      """;

  /** Builds the tools in this folder; skips the test if a tool is missing. */
  static void prepare(Path folder) throws IOException {
    need("keepalived", "keepalived --version");
    need("gcc", "gcc --version");
    need("unshare", "unshare -Urnm ip link set lo up");
    Files.writeString(folder.resolve("ipvs.c"), IPVS);
    run(folder, "gcc", "-shared", "-fPIC", "-w", "-o", "ipvs.so", "ipvs.c");
  }

  private static void need(String tool, String trial) throws IOException {
    int status;
    try {
      status = run(Path.of("."), "sh", "-c", trial);
    } catch (IOException e) {
      status = 127;
    }
    assumeTrue(status == 0, "missing tool: " + tool);
  }

  /** Returns whether the file concerns users: only root can run a process as another user. */
  static boolean needsRoot(Path file) {
    return file.getFileName().toString().startsWith("user-");
  }

  /**
   * @param folder the folder that {@link #prepare} was called with
   */
  static KeepalivedDump of(Path file, Path folder) throws IOException {
    boolean balances = file.getFileName().toString().startsWith("lvs-");
    var log = folder.resolve(file.getFileName() + ".log");
    run(
        folder,
        "unshare",
        needsRoot(file) ? "-nm" : "-Urnm",
        "sh",
        "-c",
        RUN.replace("$ID", CONFIG_ID),
        "sh",
        balances ? "-C" : "-P",
        file.toString(),
        log.toString(),
        folder.toString());
    var text = new String(Files.readAllBytes(log), StandardCharsets.UTF_8);
    var lines = text.lines().map(KeepalivedDump::withoutTime).toList();
    boolean served = lines.stream().anyMatch(line -> line.contains("< Global definitions >"));
    return new KeepalivedDump(
        served, balances ? ServerDump.rows(lines) : InstanceDump.rows(lines), text);
  }

  /** Removes the date at the start of a line, such as {@code Sat Nov 28 21:54:27 2026: }. */
  private static String withoutTime(String line) {
    return line.replaceFirst("^\\w{3} \\w{3} +\\d+ [\\d:]{8} \\d{4}: ", "");
  }

  private static int run(Path folder, String... command) throws IOException {
    var process =
        new ProcessBuilder(List.of(command))
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    process.getOutputStream().close();
    try {
      return process.waitFor();
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while waiting for " + command[0], e);
    }
  }
}
