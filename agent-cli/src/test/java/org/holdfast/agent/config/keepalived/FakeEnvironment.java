package org.holdfast.agent.config.keepalived;

import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** An environment with a few files, in which every program exists. */
final class FakeEnvironment implements HostEnvironment {

  /** The text of a file that cannot be read. */
  static final String UNREADABLE = "unreadable";

  final Map<String, String> files = new TreeMap<>();
  final Map<String, String> environment = new TreeMap<>();

  @Override
  public String configId() {
    return "lvs1";
  }

  @Override
  public @Nullable String environment(String name) {
    return environment.get(name);
  }

  @Override
  public int random(int least, int most) {
    return (least + most) / 2;
  }

  @Override
  public String read(String path) throws IOException {
    var text = files.get(path);
    if (text == null) {
      throw new IOException("no such file");
    }
    if (text.equals(UNREADABLE)) {
      throw new IOException("input/output error");
    }
    return text;
  }

  @Override
  public List<String> matching(String pattern) {
    var matcher = FileSystems.getDefault().getPathMatcher("glob:" + pattern);
    return files.keySet().stream().filter(file -> matcher.matches(Path.of(file))).toList();
  }

  @Override
  public OptionalInt mtu(String link) {
    return OptionalInt.empty();
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
  public @Nullable Long vrfTable(String name) {
    return name.equals("blue") ? 1001L : null;
  }

  @Override
  public @Nullable Boolean hasUser(String name) {
    return null;
  }

  @Override
  public @Nullable Boolean hasGroup(String name) {
    return null;
  }

  @Override
  public String locate(String program) {
    return program.startsWith("/") ? program : "/usr/bin/" + program;
  }
}
