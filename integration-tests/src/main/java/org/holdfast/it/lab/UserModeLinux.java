package org.holdfast.it.lab;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A separate kernel with IPVS that runs as an ordinary process: Debian's User-Mode Linux, booted on
 * this machine's files. Programs inside are root and see every file of the machine, but change
 * none: an overlay in memory takes their writes. Only {@link #directory()} is shared with the
 * machine.
 *
 * <p>It works as root and, where user namespaces are allowed, as any user. It has one CPU and a
 * clock of 100 Hz: suitable for functional tests, unsuitable for timing. It stays on one processor
 * of this machine, the last one by default. The kernel and the programs in it are processes that
 * take turns; if they wake each other across processors, they sometimes take several times as long,
 * and no two measurements agree. In any case, none of its processes outlives {@link #run} or this
 * JVM. Not thread-safe.
 */
public final class UserModeLinux implements AutoCloseable {
  // The machine's mount has set-uid programs, which would run as another user when we are not root:
  // hence a copy, and nosuid. There is no syslog, and daemons that miss it would write to
  // /dev/console, which is our output. With links into /lib/modules the kernel itself loads the
  // modules that a test needs. Agents and commands live for seconds here: to compile methods that
  // run only a few hundred times would cost more of the only processor than it saves.
  private static final String BOOT =
      """
      export PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin
      export HOME=/run/home LANG=C.UTF-8
      tier=-XX:Tier3
      export HOLDFAST_JAVA_OPTIONS="${tier}InvocationThreshold=2000 ${tier}MinInvocationThreshold=1000 \\
        ${tier}CompileThreshold=20000 ${tier}BackEdgeThreshold=600000"
      shared=$1
      modules=/usr/lib/uml/modules/$(uname -r)
      mount() { "$shared/mount" "$@"; }
      boot() {
        set -e
        mount -t proc proc /proc
        mount -t tmpfs scratch /mnt
        mkdir -p /mnt/upper /mnt/work /mnt/root /mnt/boot/lib/modules
        ln -s "$modules" /mnt/boot/lib/modules/
        modprobe -d /mnt/boot overlay
        mount -t overlay -o nosuid,lowerdir=/,upperdir=/mnt/upper,workdir=/mnt/work \\
          root /mnt/root
        cd /mnt/root
        mount -t proc proc proc
        mount -t sysfs sys sys
        mount -t devtmpfs dev dev
        mkdir dev/pts dev/shm
        mount -t devpts pts dev/pts
        mount -t tmpfs shm dev/shm
        mount -t tmpfs run run
        mkdir run/home
        ln -s /proc/self/fd dev/fd
        ln -sf null dev/console
        mkdir -p lib/modules
        ln -sfn "$modules" "lib/modules/$(uname -r)"
        mount -t hostfs -o "$shared" shared "./$shared"
        pivot_root . mnt
        umount -l mnt
        cd /
        ip link set lo up
        for scheduler in rr wrr lc wlc lblc lblcr dh sh sed nq fo ovf mh; do
          modprobe "ip_vs_$scheduler"
        done
        modprobe -a nf_conntrack ipip gre ip_gre fou fou6 ip6_tunnel ip6_gre dummy macvlan veth
      }
      (boot) && cd / && echo BOOTED && exec sh "$shared/first" "$shared"
      exec sh "$shared/end" "$shared" 1
      """;

  /** Runs the command as the child of the first process. */
  private static final String FIRST = "exec sh \"$1/run\" \"$1\"\n";

  private static final String RUN =
      """
      sh "$1/command" </dev/null
      exec sh "$1/end" "$1" $?
      """;

  private static final String END =
      """
      echo "$2" >"$1/status"
      echo ENDED
      echo 1 >/proc/sys/kernel/printk
      echo o >/proc/sysrq-trigger
      sleep 60
      """;

  // When the first process of a process namespace ends, all others end too, so no process of the
  // kernel remains: neither when it halts, nor when our end of the input is closed. The kernel
  // process must never be killed separately: its processes would be set free and would do their
  // next system calls on the machine itself.
  private static final String HOLDER =
      """
      ulimit -c 0
      trap 'exit 1' TERM
      exec 3<&0
      "$@" </dev/null &
      kernel=$!
      { cat <&3 >/dev/null; kill -TERM $$; } &
      wait $kernel
      """;

  private static final List<String> AS_ROOT = List.of("-p");
  private static final List<String> AS_USER = List.of("-Urp");
  private static final Path SHARED_MEMORY = Path.of("/dev/shm");
  private static final long MEMORY_MIB = 2048;

  private final Path directory;
  private boolean onFirst;
  private String first = FIRST;

  private UserModeLinux(Path directory) {
    this.directory = directory;
  }

  /** Returns the reason why no such kernel can be booted here, or an empty string if one can. */
  static String obstacle() {
    return flags().isEmpty()
        ? "namespaces: neither unshare -p nor unshare -Urp is allowed (run as root)"
        : "";
  }

  private static List<String> flags() {
    for (List<String> flags : List.of(AS_ROOT, AS_USER)) {
      List<String> trial = new ArrayList<>(List.of("unshare"));
      trial.addAll(flags);
      trial.addAll(List.of("--fork", "--kill-child", "true"));
      if (LabCommand.attempt(trial).status() == 0) {
        return flags;
      }
    }
    return List.of();
  }

  /** What this JVM runs on is read only once. */
  private static final class Here {
    static final boolean IS_HERE = read();

    private static boolean read() {
      try {
        return Files.readString(Path.of("/proc/cpuinfo")).contains("User Mode Linux");
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  /** Returns whether this JVM runs on such a kernel. */
  public static boolean isHere() {
    return Here.IS_HERE;
  }

  /** Creates the directory without booting the kernel. */
  public static UserModeLinux open() {
    try {
      return new UserModeLinux(Files.createTempDirectory("holdfast-uml").toRealPath());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Selects the first processor that this process may use, so that the kernel runs beside another
   * one on the last.
   */
  public void onFirstProcessor() {
    onFirst = true;
  }

  /**
   * Makes Debian's systemd the first process, with the few units that {@link Systemd} lists; it
   * runs the command as a service.
   */
  public void withSystemd() {
    first = Systemd.BOOT;
  }

  /** Returns the directory that both sides see at the same path, for results; close removes it. */
  public Path directory() {
    return directory;
  }

  /**
   * Boots, runs the command in this JVM's working directory, halts, and returns the exit status.
   * The listener gets each line of output on a separate thread. A kernel that does not come up, or
   * that still runs after {@code limit}, is killed and causes an error with its last output.
   */
  public int run(List<String> command, Duration limit, Consumer<String> listener) {
    Process holder = boot(command);
    Console console = new Console(holder, listener);
    try {
      boolean ended = LabCommand.exits(holder, limit);
      kill(holder);
      console.join();
      if (!ended) {
        throw new LabException(
            "killed: not done after %s; its last words:%n%s".formatted(limit, console.tail()));
      }
      return status(console);
    } finally {
      kill(holder);
    }
  }

  private Process boot(List<String> command) {
    try {
      Path mount = directory.resolve("mount");
      Files.copy(Path.of("/bin/mount"), mount, StandardCopyOption.REPLACE_EXISTING);
      Files.setPosixFilePermissions(mount, PosixFilePermissions.fromString("rwxr-xr-x"));
      Files.writeString(directory.resolve("boot"), BOOT);
      Files.writeString(directory.resolve("first"), first);
      Files.writeString(directory.resolve("run"), RUN);
      Files.writeString(directory.resolve("end"), END);
      Files.writeString(
          directory.resolve("command"),
          "cd %s && exec %s%n"
              .formatted(
                  LabShell.quoted(Path.of("").toAbsolutePath().toString()),
                  command.stream().map(LabShell::quoted).collect(Collectors.joining(" "))));
      Files.deleteIfExists(directory.resolve("status"));
      ProcessBuilder builder = new ProcessBuilder(commandLine()).redirectErrorStream(true);
      builder.environment().put("TMPDIR", memoryDirectory().toString());
      return builder.start();
    } catch (IOException e) {
      throw new LabException("cannot boot User-Mode Linux", e);
    }
  }

  private List<String> commandLine() throws IOException {
    List<String> line = new ArrayList<>(List.of("taskset", "-c", processor(), "unshare"));
    line.addAll(flags());
    line.addAll(List.of("--fork", "--kill-child", "sh", "-c", HOLDER, "uml", "env"));
    if (ExtendedState.isTooLarge()) {
      line.add("LD_PRELOAD=" + ExtendedState.library(directory));
    }
    line.add("linux.uml");
    line.addAll(List.of("mem=" + MEMORY_MIB + "M", "uml_dir=" + directory + "/", "umid=console"));
    line.addAll(List.of("root=/dev/root", "rootfstype=hostfs", "rootflags=/", "ro", "quiet"));
    line.addAll(List.of("con=null", "con0=null,fd:1", "con1=null", "ssl=null"));
    line.addAll(List.of("init=/bin/sh", "--", directory.resolve("boot").toString()));
    line.add(directory.toString());
    return line;
  }

  /**
   * Returns one of the processors that this process may use; the kernel gives them as a list such
   * as {@code 0-1,4}.
   */
  private String processor() throws IOException {
    String allowed = "Cpus_allowed_list:";
    try (Stream<String> status = Files.lines(Path.of("/proc/self/status"))) {
      return status
          .filter(line -> line.startsWith(allowed))
          .map(line -> line.substring(allowed.length()).strip())
          .map(list -> onFirst ? list.replaceAll("[-,].*", "") : list.replaceAll(".*[-,]", ""))
          .findFirst()
          .orElseThrow();
    }
  }

  /**
   * Returns the directory for the kernel's memory, an unlinked file that must be executable: the
   * shared memory, if it is large enough and allows execution (in a container it often does not).
   */
  private static Path memoryDirectory() throws IOException {
    boolean noexec;
    try (Stream<String> mounts = Files.lines(Path.of("/proc/mounts"))) {
      noexec =
          mounts
              .map(mount -> mount.split(" ", -1))
              .anyMatch(mount ->
                  mount[1].equals(SHARED_MEMORY.toString()) && mount[3].contains("noexec"));
    }
    boolean fits =
        Files.isWritable(SHARED_MEMORY)
            && SHARED_MEMORY.toFile().getUsableSpace() > MEMORY_MIB * 1024 * 1024;
    return fits && !noexec ? SHARED_MEMORY : Path.of(System.getProperty("java.io.tmpdir"));
  }

  private int status(Console console) {
    try {
      return Integer.parseInt(Files.readString(directory.resolve("status")).strip());
    } catch (IOException | NumberFormatException e) {
      throw new LabException("the kernel died; its last words:\n" + console.tail(), e);
    }
  }

  private static void kill(Process holder) {
    try {
      holder.getOutputStream().close();
    } catch (IOException _) {
      // the process has already ended
    }
    if (!LabCommand.exits(holder, Duration.ofSeconds(5))) {
      holder.destroyForcibly();
      LabCommand.exits(holder, Duration.ofSeconds(5));
    }
  }

  @Override
  public void close() {
    LabCommand.run(List.of("rm", "-rf", directory.toString()));
  }
}
