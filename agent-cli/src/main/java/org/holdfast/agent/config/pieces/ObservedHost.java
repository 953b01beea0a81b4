package org.holdfast.agent.config.pieces;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.holdfast.agent.config.bind.Host;
import org.holdfast.agent.config.bind.Looks;
import org.holdfast.net.IpAddress;
import org.jspecify.annotations.Nullable;

/** Records whether the machine was queried, because its answers may differ the next time. */
public final class ObservedHost implements Host {

  private final Host host;
  private boolean queried;

  public ObservedHost(Host host) {
    this.host = host;
  }

  /** Returns whether the machine was queried since the last call of this method. */
  public boolean wasQueried() {
    boolean was = queried;
    queried = false;
    return was;
  }

  private Host query() {
    queried = true;
    return host;
  }

  @Override
  public String name() {
    return query().name();
  }

  @Override
  public String shortName() {
    return query().shortName();
  }

  @Override
  public @Nullable String whyNotRunnable(String path) {
    return query().whyNotRunnable(path);
  }

  @Override
  public @Nullable String whyRefused(
      List<String> words, @Nullable String user, @Nullable String group) {
    return query().whyRefused(words, user, group);
  }

  @Override
  public @Nullable String find(String program) {
    return query().find(program);
  }

  @Override
  public @Nullable String whyNotReadable(String path) {
    return query().whyNotReadable(path);
  }

  @Override
  public @Nullable String whyNotWatchable(String path) {
    return query().whyNotWatchable(path);
  }

  @Override
  public byte[] read(String path, int most) throws IOException {
    return query().read(path, most);
  }

  @Override
  public Optional<byte[]> machineFile(String path, int most) throws IOException {
    return query().machineFile(path, most);
  }

  @Override
  public List<String> matching(String pattern, Looks looks) throws IOException {
    return query().matching(pattern, looks);
  }

  @Override
  public @Nullable Boolean hasUser(String name) {
    return query().hasUser(name);
  }

  @Override
  public @Nullable Boolean hasGroup(String name) {
    return query().hasGroup(name);
  }

  @Override
  public @Nullable Set<IpAddress> addresses() {
    return query().addresses();
  }

  @Override
  public @Nullable Long vrfTable(String name) {
    return query().vrfTable(name);
  }
}
