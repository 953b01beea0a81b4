package org.holdfast.health.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.holdfast.health.ProcessImage;

/**
 * Reads about processes in /proc. A process that has ended but has not been reaped counts as gone.
 */
final class ProcFs {

  private static final int MOST_STAT = 4096;

  private final Path root;
  private final int mostCommandLine;

  /**
   * Creates a reader.
   *
   * @param root /proc
   * @param mostCommandLine the number of bytes of a command line that are read, because any user
   *     may start programs with megabytes of arguments
   */
  ProcFs(Path root, int mostCommandLine) {
    this.root = root;
    this.mostCommandLine = mostCommandLine;
  }

  /** The IDs of all processes. */
  Set<Integer> processes() {
    var pids = new HashSet<Integer>();
    try (var entries = Files.newDirectoryStream(root, "[0-9]*")) {
      for (var entry : entries) {
        try {
          pids.add(Integer.valueOf(String.valueOf(entry.getFileName())));
        } catch (NumberFormatException _) {
          // a name that begins with a digit but is not a process ID
        }
      }
    } catch (DirectoryIteratorException e) {
      throw new UncheckedIOException("list " + root, e.getCause());
    } catch (IOException e) {
      throw new UncheckedIOException("list " + root, e);
    }
    return pids;
  }

  /**
   * Reads a process; empty when it has ended.
   *
   * @param withCommandLine if false, the command line is left empty
   * @throws UncheckedIOException when the process exists but cannot be read, for example because
   *     descriptors are exhausted; this says nothing about the process
   */
  Optional<ProcessImage> image(int pid, boolean withCommandLine) {
    var directory = root.resolve(Integer.toString(pid));
    try {
      var stat = text(directory.resolve("stat"), MOST_STAT);
      var line = withCommandLine ? text(directory.resolve("cmdline"), mostCommandLine) : "";
      return name(stat).map(name -> new ProcessImage(name, words(line)));
    } catch (IOException e) {
      if (Files.exists(directory)) { // needs no descriptor
        throw new UncheckedIOException("read " + directory, e);
      }
      return Optional.empty();
    }
  }

  private static String text(Path file, int most) throws IOException {
    try (var in = Files.newInputStream(file)) {
      return new String(in.readNBytes(most), StandardCharsets.UTF_8);
    }
  }

  /** Reads {@code 42 (a name) S 1 ...}; the name may contain parentheses. */
  static Optional<String> name(String stat) {
    int open = stat.indexOf('(');
    int close = stat.lastIndexOf(')');
    if (open < 0 || close < open || close + 2 >= stat.length()) {
      return Optional.empty();
    }
    char state = stat.charAt(close + 2);
    return state == 'Z' || state == 'X'
        ? Optional.empty()
        : Optional.of(stat.substring(open + 1, close));
  }

  /** Splits a command line at its zeros. */
  static List<String> words(String commandLine) {
    var words = new ArrayList<String>();
    int from = 0;
    for (int to; (to = commandLine.indexOf('\0', from)) >= 0; from = to + 1) {
      words.add(commandLine.substring(from, to));
    }
    if (from < commandLine.length()) {
      words.add(commandLine.substring(from));
    }
    return words;
  }
}
