package org.holdfast.agent.config.load;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystems;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.holdfast.agent.config.ConfigException;
import org.holdfast.agent.config.Problem;
import org.holdfast.agent.config.bind.Host;
import org.holdfast.agent.config.bind.Looks;
import org.holdfast.agent.config.keepalived.KeepalivedWords;
import org.holdfast.agent.config.load.ConfigFile.Loaded;
import org.holdfast.agent.config.table.Report;
import org.holdfast.net.IpAddress;
import org.jspecify.annotations.Nullable;

/**
 * A machine where every program exists except those under /missing, and every user except nosuch
 * and those that {@link #withoutUser} names.
 */
public final class FakeHost implements Host {

  /** The only address that the machine has. */
  static final IpAddress HELD = IpAddress.of("192.0.2.250");

  public final Map<String, String> files = new HashMap<>();
  final Set<String> withoutUser = new HashSet<>(Set.of("keepalived_script", "nosuch"));

  /** The machine's own files that were read. */
  final List<String> readMachineFiles = new ArrayList<>();

  /** How often the machine's addresses were looked up. */
  int lookUpsOfAddresses;

  /** Whether users and groups are unknown, as in a conversion. */
  boolean isUnknown;

  @Override
  public String name() {
    return "director";
  }

  @Override
  public @Nullable String whyNotRunnable(String path) {
    return path.startsWith("/missing/") ? "does not exist" : null;
  }

  @Override
  public @Nullable String whyNotReadable(String path) {
    return path.startsWith("/missing/") ? "does not exist" : null;
  }

  @Override
  public @Nullable String whyNotWatchable(String path) {
    return path.startsWith("/proc/") ? "is on proc" : null;
  }

  @Override
  public @Nullable String whyRefused(
      List<String> words, @Nullable String user, @Nullable String group) {
    if (words.getFirst().startsWith("/writable/")) {
      return words.getFirst() + ": " + words.getFirst() + " is writable by everyone";
    }
    return "stranger".equals(user) ? "user stranger: no such user" : null;
  }

  @Override
  public @Nullable String find(String program) {
    return program.startsWith("missing") ? null : "/usr/bin/" + program;
  }

  @Override
  public Optional<byte[]> machineFile(String path, int most) throws IOException {
    readMachineFiles.add(path);
    return Optional.of(read(path, most));
  }

  @Override
  public @Nullable Long vrfTable(String name) {
    return name.equals("blue") ? 1001L : null;
  }

  @Override
  public @Nullable Set<IpAddress> addresses() {
    lookUpsOfAddresses++;
    return isUnknown ? null : Set.of(HELD);
  }

  @Override
  public @Nullable Boolean hasUser(String name) {
    return isUnknown ? null : Boolean.valueOf(!withoutUser.contains(name));
  }

  @Override
  public @Nullable Boolean hasGroup(String name) {
    return hasUser(name);
  }

  @Override
  public List<String> matching(String pattern, Looks looks) {
    return files.keySet().stream()
        .filter(file ->
            FileSystems.getDefault().getPathMatcher("glob:" + pattern).matches(Path.of(file)))
        .sorted()
        .toList();
  }

  @Override
  public byte[] read(String path, int most) throws IOException {
    var content = files.get(path);
    if (content == null) {
      throw new NoSuchFileException(path);
    }
    return content.getBytes(StandardCharsets.UTF_8);
  }

  public Loaded load(String yaml) throws ConfigException {
    return load(yaml.getBytes(StandardCharsets.UTF_8));
  }

  public Loaded load(byte[] yaml) throws ConfigException {
    return ConfigFile.load(yaml, new Report("f.yaml", KeepalivedWords.ALL), this);
  }

  /** Loads a configuration as a reload after {@code earlier} does. */
  public Loaded load(String yaml, Loaded earlier) throws ConfigException {
    return ConfigFile.load(
        yaml.getBytes(StandardCharsets.UTF_8),
        new Report("f.yaml", KeepalivedWords.ALL),
        this,
        null,
        earlier.pieces());
  }

  /** Returns all messages about {@code yaml}, one per line. */
  public List<String> problems(String yaml) {
    return problems(yaml.getBytes(StandardCharsets.UTF_8));
  }

  public List<String> problems(byte[] yaml) {
    try {
      return load(yaml).warnings().stream().map(Problem::toString).toList();
    } catch (ConfigException e) {
      return e.problems().stream().map(Problem::toString).toList();
    }
  }
}
