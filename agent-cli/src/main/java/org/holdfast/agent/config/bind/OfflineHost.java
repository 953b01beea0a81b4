package org.holdfast.agent.config.bind;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.holdfast.net.IpAddress;
import org.jspecify.annotations.Nullable;

/**
 * A host for checking a configuration that another machine will run. Assumes that programs, users
 * and files exist on that machine, reads only the files of the configuration itself, and records
 * the checks that it skipped.
 */
public final class OfflineHost implements Host {

  private final String name;
  private final TreeSet<String> programs = new TreeSet<>();
  private final TreeSet<String> users = new TreeSet<>();
  private final TreeSet<String> files = new TreeSet<>();

  /** Creates a host without a name. */
  public OfflineHost() {
    this("localhost");
  }

  public OfflineHost(String name) {
    this.name = name;
  }

  /**
   * Returns the skipped checks, such as {@code 2 programs}; the caller adds interfaces and similar
   * objects.
   */
  public List<String> notLookedAt() {
    var things = new ArrayList<String>();
    add(things, programs, "program");
    add(things, users, "user");
    add(things, files, "file");
    return things;
  }

  private static void add(List<String> things, Set<String> named, String thing) {
    if (!named.isEmpty()) {
      things.add(named.size() + " " + thing + (named.size() == 1 ? "" : "s"));
    }
  }

  @Override
  public String name() {
    return name;
  }

  /**
   * Returns the short name of this machine. The caller can select another machine with {@code
   * --config-id}.
   */
  @Override
  public String shortName() {
    return LOCAL.shortName();
  }

  @Override
  public @Nullable String whyNotRunnable(String path) {
    programs.add(path);
    return null;
  }

  @Override
  public @Nullable String whyRefused(
      List<String> words, @Nullable String user, @Nullable String group) {
    programs.add(words.getFirst());
    if (user != null) {
      users.add(user);
    }
    return null;
  }

  /**
   * Returns a path in the directory of most programs, because the real path is known only on the
   * other machine.
   */
  @Override
  public String find(String program) {
    return "/usr/bin/" + program;
  }

  @Override
  public @Nullable String whyNotReadable(String path) {
    files.add(path);
    return null;
  }

  @Override
  public @Nullable String whyNotWatchable(String path) {
    files.add(path);
    return null;
  }

  @Override
  public byte[] read(String path, int most) throws IOException {
    return LOCAL.read(path, most);
  }

  @Override
  public Optional<byte[]> machineFile(String path, int most) {
    if (!path.startsWith("/sys/class/net/")) { // the caller reports interfaces
      files.add(path);
    }
    return Optional.empty();
  }

  @Override
  public List<String> matching(String pattern, Looks looks) throws IOException {
    return LOCAL.matching(pattern, looks);
  }

  @Override
  public @Nullable Boolean hasUser(String name) {
    users.add(name);
    return null;
  }

  @Override
  public @Nullable Boolean hasGroup(String name) {
    return null;
  }

  @Override
  public @Nullable Set<IpAddress> addresses() {
    return null;
  }

  /** Returns any number: interfaces are not looked up. */
  @Override
  public @Nullable Long vrfTable(String name) {
    return 1L;
  }
}
