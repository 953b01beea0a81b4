package org.holdfast.it.lab;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.invoke.MethodHandle;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/**
 * Lets this JVM open sockets in another network namespace: a socket remains in the namespace of the
 * thread that opened it. A process for each client and server would cost a second each.
 *
 * <p>{@link LabEchoSocket} explains why the lab uses the JDK's foreign functions.
 */
final class NetworkNamespace {
  private static final int O_RDONLY_CLOEXEC = 0x80000;
  private static final int CLONE_NEWNET = 0x40000000;

  private static final MethodHandle OPEN = function("open", JAVA_INT, ADDRESS, JAVA_INT);
  private static final MethodHandle SETNS = function("setns", JAVA_INT, JAVA_INT, JAVA_INT);
  private static final MethodHandle CLOSE = function("close", JAVA_INT, JAVA_INT);

  private NetworkNamespace() {}

  @SuppressWarnings("restricted") // these signatures are the C library's
  private static MethodHandle function(
      String name, MemoryLayout result, MemoryLayout... arguments) {
    Linker linker = Linker.nativeLinker();
    return linker.downcallHandle(
        linker.defaultLookup().findOrThrow(name), FunctionDescriptor.of(result, arguments));
  }

  /** Runs the work on a separate thread, which enters the namespace and ends after the work. */
  static <T> T call(Path namespace, Callable<T> work) {
    var task =
        new FutureTask<>(() -> {
          enter(namespace);
          return work.call();
        });
    Thread.ofPlatform().daemon().name("in " + namespace.getFileName()).start(task);
    try {
      return task.get();
    } catch (ExecutionException e) {
      throw new LabException("in " + namespace.getFileName() + ": " + e.getCause(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new LabException("interrupted", e);
    }
  }

  private static void enter(Path namespace) {
    try (Arena arena = Arena.ofConfined()) {
      int fd = (int) OPEN.invokeExact(arena.allocateFrom(namespace.toString()), O_RDONLY_CLOEXEC);
      int status = (int) SETNS.invokeExact(fd, CLONE_NEWNET);
      int _ = (int) CLOSE.invokeExact(fd);
      if (fd < 0 || status != 0) {
        throw new LabException("cannot enter " + namespace + " (expected: root)");
      }
    } catch (LabException e) {
      throw e;
    } catch (Throwable e) {
      throw new LabException("setns", e);
    }
  }
}
