package org.holdfast.it.lab;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;

/** Loads code into a running JVM that takes all memory of its heap. */
public final class MemoryHog {
  private static final String CLASS_FILE = Code.class.getName().replace('.', '/') + ".class";

  private MemoryHog() {}

  /** Runs in the other JVM, as a Java agent. */
  public static final class Code {

    private Code() {}

    /** Allocates until the JVM fails. */
    public static void agentmain(String arguments) {
      var taken = new ArrayList<byte[]>();
      while (taken.size() < Integer.MAX_VALUE) {
        taken.add(new byte[1 << 20]);
      }
    }
  }

  /** Makes the JVM of a process run out of memory; returns when it has, or has refused. */
  public static void exhaust(Node node, long pid) {
    var jar = node.lab().directory().resolve("memory-hog-" + node.name() + ".jar");
    write(jar);
    // The other JVM may end before it answers, which jcmd takes for a failure.
    var _ =
        node.succeeds(
            Path.of(System.getProperty("java.home"), "bin", "jcmd").toString(),
            Long.toString(pid),
            "JVMTI.agent_load",
            jar.toString());
  }

  private static void write(Path jar) {
    var manifest = new Manifest();
    manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
    manifest.getMainAttributes().putValue("Agent-Class", Code.class.getName());
    try (var out = new JarOutputStream(Files.newOutputStream(jar), manifest);
        var code = MemoryHog.class.getClassLoader().getResourceAsStream(CLASS_FILE)) {
      if (code == null) {
        throw new LabException("no class file " + CLASS_FILE);
      }
      out.putNextEntry(new JarEntry(CLASS_FILE));
      code.transferTo(out);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
