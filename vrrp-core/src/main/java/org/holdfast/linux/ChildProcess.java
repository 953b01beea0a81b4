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
 * A child in a session and process group of its own, with standard input from /dev/null, standard
 * output and error in one pipe to us, no other file descriptor, default signal handlers and an
 * empty signal mask. It inherits the environment (without what systemd tells the agent alone), the
 * working directory and the scheduling of the thread that spawned it, which is therefore never a
 * real-time one.
 *
 * <p>Made by {@code posix_spawn}, which shares the agent's memory until exec: no copy of a heap's
 * page tables, and a missing program is an error of the call. No call here blocks, but for the
 * spawn itself, which returns after exec. Its end is told by a file descriptor that polls readable.
 *
 * <p>For one thread at a time. The owner reads the output, waits for {@link #exitFd}, calls {@link
 * #reap} until it gives the end, and {@link #close}s.
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
  private static final int NONE = -1;
  private static final int PR_CAP_AMBIENT = 47;
  private static final int PR_CAP_AMBIENT_CLEAR_ALL = 4;

  private static final Set<Integer> OURS = ConcurrentHashMap.newKeySet();

  static {
    // were it ignored, which a parent may have asked for, the kernel would reap in our place
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
    /** By itself, with a status from 0 to 255. */
    record Exited(int status) implements Exit {}

    /** By a signal, named as in {@code SIGKILL}. */
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
      // our end alone: a program may not expect that its output would block
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
   * Children of the calling thread get no capability that the agent was given for itself: a program
   * of the operator's needs no raw sockets and must not change addresses. Root's have theirs.
   */
  public static void keepCapabilitiesFromChildren() {
    // a kernel that refuses has no ambient capabilities (before 4.3)
    SpawnLibC.prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_CLEAR_ALL, 0, 0, 0);
  }

  /** Whether somebody waits for the end of this child. */
  static boolean isOurs(int pid) {
    return OURS.contains(pid);
  }

  /** The process's number, which is its group's and its session's too. */
  public int pid() {
    return pid;
  }

  /** Polls readable once the child has ended. */
  public int exitFd() {
    return exitFd;
  }

  /** Polls readable when there is output or all writers are gone; negative once closed. */
  public int outputFd() {
    return outputFd;
  }

  /**
   * Reads what is there into the free room of a direct buffer. Closes the output when every writer
   * is gone, which may be long after the child's end if it left children of its own.
   *
   * @return how many bytes; 0 when there is nothing now
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

  /** Asks every process of the group to end (SIGTERM). Only before {@link #reap} gave the end. */
  public void terminateGroup() {
    SpawnLibC.kill(-pid, SIGTERM);
  }

  /** Ends every process of the group (SIGKILL). Only before {@link #reap} gave the end. */
  public void killGroup() {
    SpawnLibC.kill(-pid, SIGKILL);
  }

  /**
   * The child's end, and takes its entry off the kernel's list; empty while it runs. After it gave
   * the end, the number may belong to another process.
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

  /** Gives the file descriptors back; neither signals nor reaps. Again is harmless. */
  @Override
  public void close() {
    closeOutput();
    SpawnLibC.close(exitFd);
  }

  /**
   * Gives the exit descriptor back, and keeps the output open for writers that outlive the child:
   * they would be killed by SIGPIPE otherwise.
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
                SpawnAttributes.OWN_SESSION,
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

  private static void addFileActions(long actions, int output) {
    // /dev/null last: were the pipe itself number 0, it has been copied by then
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
      SpawnLibC.waitpid(pid, 0, 0); // ends at once: nothing outlives SIGKILL
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

  /** What all children have in common, made once and never changed. */
  private static final class SpawnAttributes {
    // sizes as in glibc's spawn.h on 64-bit machines: 336 and 80
    static final int FILE_ACTIONS_SIZE = 80;
    private static final int ATTRIBUTES_SIZE = 336;
    private static final int SIGSET_SIZE = 128;
    private static final short SETSIGDEF = 0x04;
    private static final short SETSIGMASK = 0x08;
    private static final short SETSID = 0x80;

    private static final Memory ATTRIBUTES = make();
    static final long OWN_SESSION = Pointer.nativeValue(ATTRIBUTES);

    private static Memory make() {
      var attributes = new Memory(ATTRIBUTES_SIZE);
      long at = Pointer.nativeValue(attributes);
      checkPosix(SpawnLibC.posix_spawnattr_init(at));
      checkPosix(SpawnLibC.posix_spawnattr_setflags(at, (short) (SETSIGDEF | SETSIGMASK | SETSID)));
      try (var signals = new Memory(SIGSET_SIZE)) {
        signals.clear();
        checkPosix(SpawnLibC.posix_spawnattr_setsigmask(at, Pointer.nativeValue(signals)));
        signals.setMemory(0, SIGSET_SIZE, (byte) 0xff);
        checkPosix(SpawnLibC.posix_spawnattr_setsigdefault(at, Pointer.nativeValue(signals)));
      }
      return attributes;
    }
  }

  /** The agent's environment, but for what systemd says to the agent and to nobody else. */
  private static final class Environment {
    private static final List<String> PRIVATE =
        List.of("NOTIFY_SOCKET=", "WATCHDOG_PID=", "WATCHDOG_USEC=", "LISTEN_PID=", "LISTEN_FDS=");
    private static final Memory ARRAY = make();
    static final long ADDRESS = Pointer.nativeValue(ARRAY);

    // the strings stay where they are: the original bytes, whatever their encoding
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
