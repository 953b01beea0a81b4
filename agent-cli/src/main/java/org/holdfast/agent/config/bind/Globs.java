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

  private final Path pattern;
  private final Looks looks;
  private final List<String> found = new ArrayList<>();

  private Globs(Path pattern, Looks looks) {
    this.pattern = pattern;
    this.looks = looks;
  }

  /**
   * Returns the matching regular files and links to regular files, sorted by name; skips unreadable
   * directories.
   *
   * @throws IOException if {@code looks} do not suffice
   */
  static List<String> matching(String pattern, Looks looks) throws IOException {
    Path path;
    try {
      path = Path.of(pattern);
    } catch (InvalidPathException e) {
      return List.of();
    }
    var globs = new Globs(path, looks);
    globs.collect(path.isAbsolute() ? path.getRoot() : Path.of(""), 0);
    Collections.sort(globs.found);
    return globs.found;
  }

  private void collect(Path at, int depth) throws Looks.TooManyException {
    if (depth == pattern.getNameCount()) {
      looks.take();
      if (Files.isRegularFile(at)) {
        found.add(at.toString());
      }
      return;
    }
    var part = pattern.getName(depth).toString();
    if (part.chars().noneMatch(c -> "*?[".indexOf(c) >= 0)) {
      collect(at.resolve(part), depth + 1);
      return;
    }
    var directory = at.toString().isEmpty() ? Path.of(".") : at;
    var literal = part.replace("\\", "\\\\").replace("{", "\\{").replace("}", "\\}");
    try {
      var matcher = directory.getFileSystem().getPathMatcher("glob:" + literal);
      try (var entries = Files.newDirectoryStream(directory)) {
        for (var entry : entries) {
          looks.take();
          var name = entry.getFileName();
          boolean isHidden = name.toString().startsWith(".");
          if (matcher.matches(name) && (!isHidden || part.startsWith("."))) {
            collect(at.resolve(name), depth + 1);
          }
        }
      }
    } catch (Looks.TooManyException e) {
      throw e;
    } catch (IOException | DirectoryIteratorException | PatternSyntaxException e) {
      // As in a shell, a directory that cannot be listed has no matches; the caller reports that
      // nothing matched.
      return;
    }
  }
}
