package org.holdfast.it.nemesis;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;

/** Is loaded into a running JVM and uses up its heap, until an OutOfMemoryError ends the JVM. */
public final class HeapHog {
  private static final int PIECE = 1 << 18;

  private HeapHog() {}

  /** Uses up the heap: each piece refers to the one before it. */
  public static void agentmain(String arguments) {
    Object[] piece = {};
    while (true) {
      Object[] next = new Object[PIECE];
      next[0] = piece;
      piece = next;
    }
  }

  /** Packs this class for {@code jcmd PID JVMTI.agent_load}. */
  static Path jar(Path directory) {
    var manifest = new Manifest();
    manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
    manifest.getMainAttributes().putValue("Agent-Class", HeapHog.class.getName());
    String entry = HeapHog.class.getName().replace('.', '/') + ".class";
    Path jar = directory.resolve("heap-hog.jar");
    try (var code = HeapHog.class.getResourceAsStream("/" + entry);
        var out = new JarOutputStream(Files.newOutputStream(jar), manifest)) {
      if (code == null) {
        throw new IOException(entry + " is not in the class path");
      }
      out.putNextEntry(new JarEntry(entry));
      code.transferTo(out);
      return jar;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
