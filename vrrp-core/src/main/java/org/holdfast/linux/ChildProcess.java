package org.holdfast.linux;

import com.sun.jna.Memory;
import com.sun.jna.Native;
import com.sun.jna.NativeLibrary;
import com.sun.jna.Pointer;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A child in its own session and process group, with standard input from /dev/null, standard output
 * and error in one pipe to us, no other file descriptors, default signal handlers and an empty
 * signal mask. It inherits the environment (without the variables that systemd sets for the agent
 * only), the working directory and the scheduling of the thread that spawned it, but never
 * real-time priority.
 *
 * <p>Created with {@code posix_spawn}, which shares the agent's memory until exec: the page tables
 * of the heap are not copied, and a missing program is an error of the call. No call here blocks,
 * except the spawn itself, which returns after exec. A file descriptor becomes readable when the
 * child ends.
 *
 * <p>Not thread-safe. The owner reads the output, waits for {@link #exitFd}, calls {@link #reap}
 * until it returns the exit, and calls {@link #close}.
 */
public final class ChildProcess implements AutoCloseable {

  private static final int O_CLOEXEC = 0x80000;
  private static final int O_NONBLOCK = 0x800;
  private static final int F_SETFL = 4;
  private static final int EAGAIN = 11;
  private static final int EINTR = 4;
  private static final int WNOHANG = 1;
  private static final long PIDFD_OPEN = 434;
  private static final int SIGKILL = 9;
  private static final int SIGTERM = 15;
  private static final int SIGCHLD = 17;
  private static final long SIG_DFL = 0;
  private static final int SCHED_FIFO = 1;
  private static final int SCHED_RR = 2;
  private static final int SCHED_RESET_ON_FORK = 0x4000_0000;
  private static final int NONE = -1;
  private static final int PR_CAP_AMBIENT = 47;
  private static final int PR_CAP_AMBIENT_CLEAR_ALL = 4;

  private static final Set<Integer> OURS = ConcurrentHashMap.newKeySet();

  static {
    // if a parent had set SIGCHLD to be ignored, the kernel would reap children before we can
    SpawnLibC.signal(SIGCHLD, SIG_DFL);
  }

  private final int pid;
  private final int exitFd;
  private int outputFd;

  private ChildProcess(int pid, int exitFd, int outputFd) {
    this.pid = pid;
    OURS.add(pid);
    this.exitFd = exitFd;
    this.outputFd = outputFd;
  }

  /** How a child ended. */
  public sealed interface Exit {
    /** The child exited by itself, with a status from 0 to 255. */
    record Exited(int status) implements Exit {}

    /** The child was killed by a signal, with a name such as {@code SIGKILL}. */
    record Killed(String signal) implements Exit {}
  }

  /**
   * Starts a program.
   *
   * @param argv the program's absolute path and its arguments
   * @throws SpawnException when it cannot be started; nothing is left behind
   */
  public static ChildProcess spawn(List<String> argv) {
    if (argv.isEmpty() || !argv.getFirst().startsWith("/")) {
      throw new IllegalArgumentException("program: " + argv + " (expected: an absolute path)");
    }
    int readEnd;
    int writeEnd;
    try (var fds = new Memory(2 * Integer.BYTES)) {
      check("pipe", SpawnLibC.pipe2(Pointer.nativeValue(fds), O_CLOEXEC));
      readEnd = fds.getInt(0);
      writeEnd = fds.getInt(Integer.BYTES);
    }
    try {
      // only our end: a program may not expect writes to its output to fail with EAGAIN
      check("fcntl", SpawnLibC.fcntl(readEnd, F_SETFL, O_NONBLOCK));
      int pid = spawn(argv, writeEnd);
      return new ChildProcess(pid, openPidFd(pid), readEnd);
    } catch (SpawnException e) {
      SpawnLibC.close(readEnd);
      throw e;
    } finally {
      SpawnLibC.close(writeEnd);
    }
  }

  /**
   * Keeps the calling thread's children from inheriting the capabilities that were given to the
   * agent: an operator's program needs no raw sockets and must not change addresses. Children of
   * root still have root's capabilities.
   */
  public static void keepCapabilitiesFromChildren() {
    // a kernel that refuses has no ambient capabilities (before 4.3)
    SpawnLibC.prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_CLEAR_ALL, 0, 0, 0);
  }

  /** Whether one of our objects waits for the end of this child. */
  static boolean isOurs(int pid) {
    return OURS.contains(pid);
  }

  /** The process ID, which is also the ID of its group and of its session. */
  public int pid() {
    return pid;
  }

  /** A descriptor that polls readable once the child has ended. */
  public int exitFd() {
    return exitFd;
  }

  /**
   * A descriptor that polls readable when there is output or all writers are gone; negative once
   * closed.
   */
  public int outputFd() {
    return outputFd;
  }

  /**
   * Reads the available output into the free space of a direct buffer. Closes the output when every
   * writer is gone; when the child left children of its own, that may be long after its end.
   *
   * @return the number of bytes; 0 when nothing is available
   */
  public int readOutput(ByteBuffer into) {
    if (outputFd == NONE || !into.hasRemaining()) {
      return 0;
    }
    long address = Pointer.nativeValue(Native.getDirectBufferPointer(into)) + into.position();
    int count = (int) SpawnLibC.read(outputFd, address, into.remaining());
    if (count > 0) {
      into.position(into.position() + count);
      return count;
    }
    if (count == 0 || !isTransient(Native.getLastError())) {
      closeOutput();
    }
    return 0;
  }

  /**
   * Asks every process of the group to end (SIGTERM). Only valid before {@link #reap} has returned
   * the exit.
   */
  public void terminateGroup() {
    SpawnLibC.kill(-pid, SIGTERM);
  }

  /**
   * Ends every process of the group (SIGKILL). Only valid before {@link #reap} has returned the
   * exit.
   */
  public void killGroup() {
    SpawnLibC.kill(-pid, SIGKILL);
  }

  /**
   * Returns how the child ended, and removes it from the kernel's process table; empty while it
   * runs. Afterwards the process ID may belong to another process.
   */
  public Optional<Exit> reap() {
    try (var status = new Memory(Integer.BYTES)) {
      int reaped = SpawnLibC.waitpid(pid, Pointer.nativeValue(status), WNOHANG);
      if (reaped == 0) {
        return Optional.empty();
      }
      OURS.remove(pid);
      check("waitpid " + pid, reaped);
      return Optional.of(exitOf(status.getInt(0)));
    }
  }

  /** Closes the file descriptors; neither signals nor reaps. May be called again. */
  @Override
  public void close() {
    closeOutput();
    SpawnLibC.close(exitFd);
  }

  /**
   * Closes the exit descriptor, but keeps the output open for writers that outlive the child,
   * because SIGPIPE would otherwise kill them.
   */
  public LeftoverOutput leaveOutput() {
    int fd = outputFd;
    outputFd = NONE;
    SpawnLibC.close(exitFd);
    return new LeftoverOutput(fd);
  }

  private static int spawn(List<String> argv, int output) {
    try (var pid = new Memory(Integer.BYTES);
        var arguments = new CStrings(argv);
        var actions = new Memory(SpawnAttributes.FILE_ACTIONS_SIZE)) {
      long actionsAt = Pointer.nativeValue(actions);
      checkPosix(SpawnLibC.posix_spawn_file_actions_init(actionsAt));
      try {
        addFileActions(actionsAt, output);
        int error =
            SpawnLibC.posix_spawn(
                Pointer.nativeValue(pid),
                arguments.first(),
                actionsAt,
                isRealTime() ? SpawnAttributes.WITHOUT_REAL_TIME : SpawnAttributes.OWN_SESSION,
                arguments.array(),
                Environment.ADDRESS);
        if (error != 0) {
          throw new SpawnException("run " + argv.getFirst(), error);
        }
        return pid.getInt(0);
      } finally {
        SpawnLibC.posix_spawn_file_actions_destroy(actionsAt);
      }
    }
  }

  /** Whether the calling thread has real-time priority. */
  private static boolean isRealTime() {
    int policy = SpawnLibC.sched_getscheduler(0) & ~SCHED_RESET_ON_FORK;
    return policy == SCHED_FIFO || policy == SCHED_RR;
  }

  private static void addFileActions(long actions, int output) {
    // /dev/null comes last: if the pipe itself is descriptor 0, it has been copied by then
    checkPosix(SpawnLibC.posix_spawn_file_actions_adddup2(actions, output, 1));
    checkPosix(SpawnLibC.posix_spawn_file_actions_adddup2(actions, output, 2));
    checkPosix(SpawnLibC.posix_spawn_file_actions_addopen(actions, 0, CStrings.DEV_NULL, 0, 0));
    checkPosix(SpawnLibC.posix_spawn_file_actions_addclosefrom_np(actions, 3));
  }

  private static int openPidFd(int pid) {
    int fd = (int) SpawnLibC.syscall(PIDFD_OPEN, pid, 0);
    if (fd < 0) {
      var error = new SpawnException("pidfd_open", Native.getLastError());
      SpawnLibC.kill(-pid, SIGKILL);
      SpawnLibC.waitpid(pid, 0, 0); // ends at once, because SIGKILL cannot be caught
      throw error;
    }
    return fd;
  }

  private void closeOutput() {
    if (outputFd != NONE) {
      SpawnLibC.close(outputFd);
      outputFd = NONE;
    }
  }

  private static Exit exitOf(int status) {
    int signal = status & 0x7f;
    return signal == 0
        ? new Exit.Exited((status >> 8) & 0xff)
        : new Exit.Killed("SIG" + SpawnLibC.sigabbrev_np(signal));
  }

  private static boolean isTransient(int errno) {
    return errno == EAGAIN || errno == EINTR;
  }

  private static void check(String operation, int result) {
    if (result < 0) {
      throw new SpawnException(operation, Native.getLastError());
    }
  }

  private static void checkPosix(int error) {
    if (error != 0) {
      throw new SpawnException("file actions", error);
    }
  }

  /** The attributes that all children share, created once and never changed. */
  private static final class SpawnAttributes {
    // sizes as in glibc's spawn.h on 64-bit machines: 336 and 80
    static final int FILE_ACTIONS_SIZE = 80;
    private static final int ATTRIBUTES_SIZE = 336;
    private static final int SIGSET_SIZE = 128;
    private static final short SETSIGDEF = 0x04;
    private static final short SETSIGMASK = 0x08;
    private static final short SETSCHEDULER = 0x20;
    private static final short SETSID = 0x80;

    private static final Memory INHERITING = make((short) 0);
    static final long OWN_SESSION = Pointer.nativeValue(INHERITING);

    /** As initialised, they hold normal scheduling. */
    private static final Memory NORMAL = make(SETSCHEDULER);

    static final long WITHOUT_REAL_TIME = Pointer.nativeValue(NORMAL);

    private static Memory make(short more) {
      var attributes = new Memory(ATTRIBUTES_SIZE);
      long at = Pointer.nativeValue(attributes);
      checkPosix(SpawnLibC.posix_spawnattr_init(at));
      checkPosix(
          SpawnLibC.posix_spawnattr_setflags(at, (short) (SETSIGDEF | SETSIGMASK | SETSID | more)));
      try (var signals = new Memory(SIGSET_SIZE)) {
        signals.clear();
        checkPosix(SpawnLibC.posix_spawnattr_setsigmask(at, Pointer.nativeValue(signals)));
        signals.setMemory(0, SIGSET_SIZE, (byte) 0xff);
        checkPosix(SpawnLibC.posix_spawnattr_setsigdefault(at, Pointer.nativeValue(signals)));
      }
      return attributes;
    }
  }

  /** The agent's environment without the variables that its parent sets for the agent only. */
  private static final class Environment {
    private static final List<String> PRIVATE =
        List.of(
            "NOTIFY_SOCKET=",
            "WATCHDOG_PID=",
            "WATCHDOG_USEC=",
            "LISTEN_PID=",
            "LISTEN_FDS=",
            "HOLDFAST_PARENT=");
    private static final Memory ARRAY = make();
    static final long ADDRESS = Pointer.nativeValue(ARRAY);

    // the strings stay in place: they are the original bytes in any encoding
    private static Memory make() {
      var all =
          NativeLibrary.getProcess()
              .getGlobalVariableAddress("environ")
              .getPointer(0)
              .getPointerArray(0);
      var kept =
          Arrays.stream(all)
              .filter(entry -> PRIVATE.stream().noneMatch(entry.getString(0)::startsWith))
              .toList();
      var array = new Memory((long) (kept.size() + 1) * Long.BYTES);
      for (int i = 0; i < kept.size(); i++) {
        array.setPointer((long) i * Long.BYTES, kept.get(i));
      }
      array.setPointer((long) kept.size() * Long.BYTES, null);
      return array;
    }
  }
}
