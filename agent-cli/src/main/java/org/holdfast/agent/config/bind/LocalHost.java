package org.holdfast.agent.config.bind;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.holdfast.agent.config.ConfiguredCommand.Call;
import org.holdfast.agent.file.PatientFile;
import org.holdfast.health.script.ScriptSecurity.Finding;
import org.holdfast.linux.FileSystems;
import org.holdfast.linux.LinuxException;
import org.holdfast.linux.RunAs;
import org.holdfast.linux.route.RouteKernel;
import org.holdfast.net.IpAddress;
import org.holdfast.time.NanoClock;
import org.jspecify.annotations.Nullable;

/** The machine that the agent runs on. */
final class LocalHost implements Host {

  private static final List<String> USUAL_PATH =
      List.of("/usr/local/sbin", "/usr/local/bin", "/usr/sbin", "/usr/bin", "/sbin", "/bin");

  @Override
  public String name() {
    try {
      return Files.readString(Path.of("/proc/sys/kernel/hostname")).strip();
    } catch (IOException noProc) {
      return "localhost";
    }
  }

  @Override
  public @Nullable String whyNotRunnable(String path) {
    Path file;
    try {
      file = Path.of(path);
    } catch (InvalidPathException e) {
      return "is not a path: " + e.getReason();
    }
    if (!Files.exists(file)) {
      return "does not exist";
    }
    if (Files.isDirectory(file)) {
      return "is a directory";
    }
    return Files.isExecutable(file) ? null : "is not executable";
  }

  @Override
  public @Nullable String whyRefused(
      List<String> words, @Nullable String user, @Nullable String group) {
    return new Call(words, user, group).checked() instanceof Finding.Refused(String why)
        ? why
        : null;
  }

  @Override
  public @Nullable String find(String program) {
    var path = System.getenv("PATH");
    var folders = path == null ? USUAL_PATH : List.of(path.split(":", -1));
    for (var folder : folders) {
      var file = folder + "/" + program;
      if (folder.startsWith("/") && whyNotRunnable(file) == null) {
        return file;
      }
    }
    return null;
  }

  @Override
  public @Nullable String whyNotReadable(String path) {
    var file = Path.of(path);
    if (!Files.exists(file)) {
      return "does not exist";
    }
    if (Files.isDirectory(file)) {
      return "is a directory";
    }
    return Files.isReadable(file) ? null : "is not readable";
  }

  @Override
  public @Nullable String whyNotWatchable(String path) {
    try {
      return FileSystems.silentOneAt(Path.of(path))
          .map(type -> "is on " + type + ", where the kernel reports no changes (inotify)")
          .orElse(null);
    } catch (InvalidPathException e) {
      return "is not a path: " + e.getReason();
    }
  }

  @Override
  public List<String> matching(String pattern, Looks looks) throws IOException {
    return Globs.matching(pattern, looks);
  }

  @Override
  public Optional<byte[]> machineFile(String path, int most) throws IOException {
    return Optional.of(read(path, most));
  }

  @Override
  public byte[] read(String path, int most) throws IOException {
    try {
      return PatientFile.read(Path.of(path), most);
    } catch (InvalidPathException e) {
      throw new IOException(e.getReason(), e);
    }
  }

  @Override
  public @Nullable Boolean hasUser(String name) {
    return RunAs.user(name).isPresent();
  }

  @Override
  public @Nullable Boolean hasGroup(String name) {
    return RunAs.group(name).isPresent();
  }

  @Override
  public @Nullable Set<IpAddress> addresses() {
    try (var kernel = RouteKernel.open(NanoClock.system())) {
      return kernel.addresses().stream()
          .map(held -> held.prefix().address())
          .collect(Collectors.toSet());
    } catch (LinuxException unanswered) {
      return null;
    }
  }

  @Override
  public @Nullable Long vrfTable(String name) {
    try (var kernel = RouteKernel.open(NanoClock.system())) {
      var table = kernel.vrfTable(name);
      return table.isPresent() ? (Long) table.getAsLong() : null;
    } catch (LinuxException unanswered) {
      return null;
    }
  }
}
