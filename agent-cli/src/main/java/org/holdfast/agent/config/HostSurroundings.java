package org.holdfast.agent.config;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.util.List;
import java.util.OptionalInt;
import java.util.random.RandomGenerator;
import org.holdfast.agent.config.keepalived.Surroundings;
import org.jspecify.annotations.Nullable;

/** The machine, as reading a keepalived.conf sees it. */
final class HostSurroundings implements Surroundings {

  private static final List<String> USUAL_PATH =
      List.of("/usr/local/sbin", "/usr/local/bin", "/usr/sbin", "/usr/bin", "/sbin", "/bin");

  private final Host host;
  private final @Nullable String configId;
  private final RandomGenerator random = RandomGenerator.getDefault();

  /**
   * @param configId what {@code @id} lines are compared with; null for the host's short name
   */
  HostSurroundings(Host host, @Nullable String configId) {
    this.host = host;
    this.configId = configId;
  }

  @Override
  public String configId() {
    if (configId != null) {
      return configId;
    }
    var name = host.name();
    int dot = name.indexOf('.');
    return dot < 0 ? name : name.substring(0, dot);
  }

  @Override
  public @Nullable String environment(String name) {
    return System.getenv(name);
  }

  @Override
  public int random(int least, int most) {
    return random.nextInt(least, most + 1);
  }

  @Override
  public String read(String path) throws IOException {
    var bytes = host.read(path, YamlText.LARGEST + 1);
    if (bytes.length > YamlText.LARGEST) {
      throw new IOException("larger than " + (YamlText.LARGEST >> 20) + " MiB");
    }
    return KeepalivedFile.text(bytes);
  }

  @Override
  public List<String> matching(String pattern) {
    return host.matching(pattern);
  }

  @Override
  public OptionalInt mtu(String link) {
    try {
      var text = new String(host.read("/sys/class/net/" + link + "/mtu", 32), US_ASCII).strip();
      return OptionalInt.of(Integer.parseInt(text));
    } catch (IOException | NumberFormatException unknown) {
      return OptionalInt.empty();
    }
  }

  @Override
  public @Nullable String locate(String program) {
    if (program.startsWith("/")) {
      return host.whyNotRunnable(program) == null ? program : null;
    }
    var path = System.getenv("PATH");
    var folders = path == null ? USUAL_PATH : List.of(path.split(":", -1));
    for (var folder : folders) {
      var file = folder + "/" + program;
      if (folder.startsWith("/") && host.whyNotRunnable(file) == null) {
        return file;
      }
    }
    return null;
  }
}
