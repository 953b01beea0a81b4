package org.holdfast.agent.doctor.look;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.holdfast.agent.doctor.Doctor;
import org.holdfast.agent.doctor.HostFacts.FileFacts;
import org.holdfast.agent.doctor.HostFacts.Units;
import org.jspecify.annotations.Nullable;

/** Reads processes, files and units of the host. Anything unreadable is left out. */
final class HostFiles {

  private static final Path PROC = Path.of("/proc");
  private static final Path SYSTEMD = Path.of("/run/systemd/system");
  private static final Path BOOT_UNITS = Path.of("/etc/systemd/system");
  private static final List<Path> UNITS =
      List.of(BOOT_UNITS, Path.of("/usr/lib/systemd/system"), Path.of("/lib/systemd/system"));
  private static final Pattern OPEN_FILES = Pattern.compile("Max open files +(\\d+) .*");
  private static final String ARCHIVE = "holdfast.jsa";
  private static final int PERMISSIONS = 07777;

  private HostFiles() {}

  /**
   * The names of running processes.
   *
   * @param near the names of processes in this network namespace
   * @param unplaced the names of processes whose network namespace is not visible
   */
  record Names(List<String> near, List<String> unplaced) {}

  /** Returns the names of the processes that are, or may be, in this network namespace. */
  static Names programs() {
    var names = new Names(new ArrayList<>(), new ArrayList<>());
    try (DirectoryStream<Path> processes = Files.newDirectoryStream(PROC, "[0-9]*")) {
      for (var process : processes) {
        place(process, names)
            .ifPresent(list ->
                KernelFiles.text(process.resolve("comm")).map(String::strip).ifPresent(list::add));
      }
    } catch (IOException e) {
      throw new UncheckedIOException("list " + PROC, e);
    }
    return names;
  }

  /** Returns the list for a process; empty if the process is in another namespace or is ending. */
  private static Optional<List<String>> place(Path process, Names names) {
    try {
      return namespace(process).equals(namespace(PROC.resolve("self")))
          ? Optional.of(names.near())
          : Optional.empty();
    } catch (AccessDeniedException notOurs) {
      return Optional.of(names.unplaced());
    } catch (IOException gone) {
      return Optional.empty();
    }
  }

  private static Path namespace(Path process) throws IOException {
    return Files.readSymbolicLink(process.resolve("ns/net"));
  }

  /** Returns a process's limit of open files. */
  static long openFiles(String process) {
    return KernelFiles.text(PROC.resolve(process).resolve("limits"))
        .orElse("")
        .lines()
        .map(OPEN_FILES::matcher)
        .filter(line -> line.matches())
        .mapToLong(line -> Long.parseLong(line.group(1)))
        .findFirst()
        .orElse(Long.MAX_VALUE);
  }

  /** Returns the file and its directory, if they exist. */
  static List<FileFacts> withDirectory(Path file, boolean secret) {
    var facts = new ArrayList<FileFacts>();
    facts(file, secret).ifPresent(facts::add);
    var directory = file.toAbsolutePath().getParent();
    if (directory != null) {
      facts(directory, false).ifPresent(facts::add);
    }
    return facts;
  }

  private static Optional<FileFacts> facts(Path file, boolean secret) {
    try {
      int mode = (int) Files.getAttribute(file, "unix:mode");
      return Optional.of(new FileFacts(file.toString(), mode & PERMISSIONS, secret));
    } catch (IOException notThere) {
      return Optional.empty();
    }
  }

  /**
   * Returns the path of the class archive next to the jar of this class; empty if the class does
   * not come from a jar.
   */
  static Optional<String> archive() {
    var source = Doctor.class.getProtectionDomain().getCodeSource();
    return source == null
        ? Optional.empty()
        : archive(source.getLocation(), System.getProperty("java.class.path", ""));
  }

  /**
   * @param location where the class comes from; null if it comes from an archive that was made in
   *     another folder, which no longer exists. All jars on the class path are in one folder then
   */
  static Optional<String> archive(@Nullable URL location, String classPath) {
    try {
      var from =
          location == null
              ? Path.of(classPath.substring(classPath.lastIndexOf(File.pathSeparatorChar) + 1))
              : Path.of(location.toURI());
      return from.toString().endsWith(".jar")
          ? Optional.of(from.resolveSibling(ARCHIVE).toString())
          : Optional.empty();
    } catch (URISyntaxException e) {
      return Optional.empty();
    }
  }

  /** Whether this JVM has mapped the class archive. */
  static boolean isArchiveMapped() {
    return KernelFiles.text(PROC.resolve("self/maps")).orElse("").contains("/" + ARCHIVE);
  }

  static Optional<Units> units() {
    if (!Files.isDirectory(SYSTEMD)) {
      return Optional.empty();
    }
    boolean installed =
        UNITS.stream().anyMatch(folder -> Files.exists(folder.resolve("holdfast.service")));
    return Optional.of(
        new Units(installed, isEnabled("holdfast.service"), isEnabled("keepalived.service")));
  }

  /** Whether a systemd target wants the unit, as configured by {@code systemctl enable}. */
  private static boolean isEnabled(String unit) {
    try (DirectoryStream<Path> targets = Files.newDirectoryStream(BOOT_UNITS, "*.wants")) {
      for (var target : targets) {
        if (Files.exists(target.resolve(unit), LinkOption.NOFOLLOW_LINKS)) {
          return true;
        }
      }
    } catch (IOException none) {
      return false;
    }
    return false;
  }
}
