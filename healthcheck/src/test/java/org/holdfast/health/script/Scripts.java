package org.holdfast.health.script;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.holdfast.health.ScriptOutcome;

/** Real scripts for tests, and their outcomes. */
final class Scripts {

  private Scripts() {}

  /** A run that the test waits for. */
  record Pending(
      CompletableFuture<ScriptRun> run,
      CompletableFuture<ScriptOutcome> outcome,
      CompletableFuture<String> output,
      CompletableFuture<Boolean> end)
      implements ScriptRun.Listener {

    Pending() {
      this(
          new CompletableFuture<>(),
          new CompletableFuture<>(),
          new CompletableFuture<>(),
          new CompletableFuture<>());
    }

    @Override
    public void outcome(ScriptOutcome outcome, String output) {
      assertThat(this.outcome.complete(outcome)).isTrue();
      this.output.complete(output);
    }

    @Override
    public void ended() {
      assertThat(outcome).isDone();
      assertThat(end.complete(true)).isTrue();
    }

    ScriptOutcome awaitOutcome() {
      return await(outcome);
    }

    void awaitEnd() {
      await(end);
    }
  }

  static Pending run(ScriptLoop loop, Duration timeout, List<String> argv) {
    var pending = new Pending();
    loop.execute(() -> pending.run().complete(loop.run(argv, timeout, pending)));
    return pending;
  }

  /** Runs a line of shell. */
  static Pending sh(ScriptLoop loop, Duration timeout, String line) {
    return run(loop, timeout, List.of("/bin/sh", "-c", line));
  }

  static <T> T await(CompletableFuture<T> future) {
    return future.orTimeout(10, TimeUnit.SECONDS).join();
  }

  /** Creates an executable file. */
  static Path script(Path directory, String name, String... lines) throws IOException {
    var file = directory.resolve(name);
    Files.writeString(file, "#!/bin/sh\n" + String.join("\n", lines) + "\n");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    return file;
  }

  /**
   * Whether this process is root of the machine, and not of a user namespace, where few users exist
   * to switch to.
   */
  static void assumeRealRoot() throws IOException {
    var users = Files.readString(Path.of("/proc/self/uid_map")).strip();
    boolean everyUser = users.endsWith("4294967295");
    assumeTrue("root".equals(System.getProperty("user.name")) && everyUser, "needs real root");
  }

  static long openFds() {
    try (var fds = Files.list(Path.of("/proc/self/fd"))) {
      return fds.count();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Returns the live and dead processes of a group. */
  static List<Long> groupOf(long pgid) {
    return processes().filter(pid -> field(pid, 2).equals(Long.toString(pgid))).toList();
  }

  /** Our children that have ended and were not reaped. */
  static List<Long> zombies() {
    long self = ProcessHandle.current().pid();
    return processes()
        .filter(pid -> field(pid, 1).equals(Long.toString(self)) && field(pid, 0).equals("Z"))
        .toList();
  }

  private static Stream<Long> processes() {
    try (var entries = Files.list(Path.of("/proc"))) {
      return entries
          .map(entry -> entry.getFileName().toString())
          .filter(name -> name.matches("\\d+"))
          .map(Long::valueOf)
          .toList()
          .stream();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * The fields of /proc/PID/stat after the name: 0 the state, 1 the parent, 2 the group; empty when
   * the process is gone.
   */
  private static String field(long pid, int index) {
    try {
      var stat = Files.readString(Path.of("/proc/" + pid + "/stat"));
      return stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1)[index];
    } catch (IOException e) {
      return "";
    }
  }
}
