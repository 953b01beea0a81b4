package org.holdfast.agent.config.bind;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.regex.PatternSyntaxException;

/** Finds the files that match a shell pattern. */
final class Globs {

  private Globs() {}

  /**
   * Returns the matching regular files and links to regular files, sorted by name; skips unreadable
   * directories.
   */
  static List<String> matching(String pattern) {
    var found = new ArrayList<String>();
    try {
      var path = Path.of(pattern);
      var start = path.isAbsolute() ? path.getRoot() : Path.of("");
      collect(start, path, 0, found);
    } catch (InvalidPathException e) {
      return List.of();
    }
    Collections.sort(found);
    return found;
  }

  private static void collect(Path at, Path pattern, int depth, List<String> found) {
    if (depth == pattern.getNameCount()) {
      if (Files.isRegularFile(at)) {
        found.add(at.toString());
      }
      return;
    }
    var part = pattern.getName(depth).toString();
    if (part.chars().noneMatch(c -> "*?[".indexOf(c) >= 0)) {
      collect(at.resolve(part), pattern, depth + 1, found);
      return;
    }
    var literal = part.replace("\\", "\\\\").replace("{", "\\{").replace("}", "\\}");
    try (var entries =
        Files.newDirectoryStream(at.toString().isEmpty() ? Path.of(".") : at, literal)) {
      for (var entry : entries) {
        boolean isHidden = entry.getFileName().toString().startsWith(".");
        if (!isHidden || part.startsWith(".")) {
          collect(at.resolve(entry.getFileName()), pattern, depth + 1, found);
        }
      }
    } catch (IOException | DirectoryIteratorException | PatternSyntaxException e) {
      // As in a shell, a directory that cannot be listed has no matches; the caller reports that
      // nothing matched.
      return;
    }
  }
}
