package org.holdfast.health.file;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The directory entries that determine a file: its own name, and the names of the symbolic links
 * that currently lead to it. For {@code /etc/cm/load} in a mounted ConfigMap these are {@code load}
 * and {@code ..data} in {@code /etc/cm}, and {@code load} in the directory that {@code ..data}
 * points to.
 */
final class Places {

  private static final int MOST_LINKS = 40; // the kernel's limit
  private static final Path ROOT = Path.of("/");

  private Places() {}

  /** A name in a directory. */
  record Place(Path directory, String name) {}

  /**
   * The entries for a file, which need not exist.
   *
   * @param file absolute
   */
  static Set<Place> of(Path file) {
    var places = new HashSet<Place>();
    var parent = file.getParent();
    places.add(new Place(parent == null ? ROOT : parent, String.valueOf(file.getFileName())));
    var ahead = new ArrayDeque<Path>();
    file.forEach(ahead::add);
    var directory = ROOT;
    for (int links = 0; !ahead.isEmpty() && links <= MOST_LINKS; ) {
      var name = ahead.remove();
      var next = directory.resolve(name).normalize();
      var target = target(next);
      if (target != null) {
        links++;
        places.add(new Place(directory, name.toString()));
        for (int i = target.getNameCount() - 1; i >= 0; i--) {
          ahead.addFirst(target.getName(i));
        }
        directory = target.isAbsolute() ? ROOT : directory;
      } else if (ahead.isEmpty()) {
        places.add(new Place(directory, name.toString()));
      } else {
        directory = next;
      }
    }
    return places;
  }

  private static @Nullable Path target(Path path) {
    try {
      return Files.isSymbolicLink(path) ? Files.readSymbolicLink(path) : null;
    } catch (IOException e) {
      return null; // removed in the meantime, or not accessible to us
    }
  }
}
