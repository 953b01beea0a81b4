package org.holdfast.agent;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import org.holdfast.agent.config.AgentConfig;
import org.holdfast.agent.config.ConfigException;
import org.holdfast.agent.config.load.ConfigFile;

/** Creates configurations for tests from text. */
public final class Configs {

  /** A configuration with one instance and without checks, tracks or notifications. */
  public static final String PLAIN =
      """
      vrrp:
        instances:
          VI: {interface: lo, virtual-router-id: 51, addresses: [10.9.0.100/24]}
      """;

  private Configs() {}

  /** Reads a configuration; an error in it fails the test. */
  public static AgentConfig of(String yaml) {
    return load(yaml).config();
  }

  /** Like {@link #of}, with the file's text. */
  public static ConfigFile.Loaded load(String yaml) {
    try {
      var file = Files.createTempFile("holdfast", ".yaml");
      try {
        Files.writeString(file, yaml);
        return ConfigFile.load(file);
      } finally {
        Files.delete(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (ConfigException e) {
      throw new IllegalArgumentException(e.problems().toString(), e);
    }
  }
}
