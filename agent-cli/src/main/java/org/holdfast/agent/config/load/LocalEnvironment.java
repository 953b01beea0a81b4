package org.holdfast.agent.config.load;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.random.RandomGenerator;
import org.holdfast.agent.config.bind.Host;
import org.holdfast.agent.config.bind.Looks;
import org.holdfast.agent.config.document.YamlText;
import org.holdfast.agent.config.keepalived.HostEnvironment;
import org.jspecify.annotations.Nullable;

/** Adapts a {@link Host} for one reading of a keepalived.conf: the MTU of a link is read once. */
final class LocalEnvironment implements HostEnvironment {

  private final Host host;
  private final @Nullable String configId;
  private final Map<String, OptionalInt> mtus = new HashMap<>();
  private final Looks looks = new Looks();
  private final RandomGenerator random = RandomGenerator.getDefault();

  /**
   * @param configId the name that {@code @id} lines select; null for the host's short name
   */
  LocalEnvironment(Host host, @Nullable String configId) {
    this.host = host;
    this.configId = configId;
  }

  @Override
  public String configId() {
    return configId == null ? host.shortName() : configId;
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
  public List<String> matching(String pattern) throws IOException {
    return host.matching(pattern, looks);
  }

  @Override
  public OptionalInt mtu(String link) {
    return mtus.computeIfAbsent(link, this::readMtu);
  }

  private OptionalInt readMtu(String link) {
    try {
      var file = host.machineFile("/sys/class/net/" + link + "/mtu", 32);
      return file.isEmpty()
          ? OptionalInt.empty()
          : OptionalInt.of(Integer.parseInt(new String(file.get(), US_ASCII).strip()));
    } catch (IOException | NumberFormatException unknown) {
      return OptionalInt.empty();
    }
  }

  @Override
  public @Nullable Long vrfTable(String name) {
    return host.vrfTable(name);
  }

  @Override
  public @Nullable Boolean hasUser(String name) {
    return host.hasUser(name);
  }

  @Override
  public @Nullable Boolean hasGroup(String name) {
    return host.hasGroup(name);
  }

  @Override
  public @Nullable String locate(String program) {
    if (program.startsWith("/")) {
      return host.whyNotRunnable(program) == null ? program : null;
    }
    return host.find(program);
  }

  @Override
  public @Nullable String whyRefused(
      List<String> words, @Nullable String user, @Nullable String group) {
    return host.whyRefused(words, user, group);
  }
}
