package org.holdfast.agent.config;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import org.holdfast.linux.FileSystems;
import org.jspecify.annotations.Nullable;

/** What checking a configuration asks the machine. */
interface Host {

  /** Its name. */
  String name();

  /** Why {@code path} cannot be run, as "does not exist"; null when it can. */
  @Nullable String whyNotRunnable(String path);

  /** Why {@code path} is no file that can be read, as "does not exist"; null when it is one. */
  @Nullable String whyNotReadable(String path);

  /** Why changes of {@code path} are not told, as "is on proc"; null when they are. */
  @Nullable String whyNotWatchable(String path);

  /** The first bytes of a small file, at most {@code most}. */
  byte[] read(String path, int most) throws IOException;

  /** The files that a shell pattern means, by name. */
  List<String> matching(String pattern);

  /** The machine that we run on. */
  Host LOCAL =
      new Host() {
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
            return "is no path: " + e.getReason();
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
                .map(type -> "is on " + type + ", where changes are not told (inotify)")
                .orElse(null);
          } catch (InvalidPathException e) {
            return "is no path: " + e.getReason();
          }
        }

        @Override
        public List<String> matching(String pattern) {
          return Globs.matching(pattern);
        }

        @Override
        public byte[] read(String path, int most) throws IOException {
          try (InputStream in = Files.newInputStream(Path.of(path))) {
            return in.readNBytes(most);
          } catch (InvalidPathException e) {
            throw new IOException(e.getReason(), e);
          }
        }
      };
}
