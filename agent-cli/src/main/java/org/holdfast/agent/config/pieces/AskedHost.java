package org.holdfast.agent.config.pieces;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.holdfast.agent.config.bind.Host;
import org.jspecify.annotations.Nullable;

/** Records whether the machine was queried, because its answers may differ the next time. */
final class AskedHost implements Host {

  private final Host host;
  private boolean asked;

  AskedHost(Host host) {
    this.host = host;
  }

  /** Returns whether the machine was queried since the last call of this method. */
  boolean wasAsked() {
    boolean was = asked;
    asked = false;
    return was;
  }

  private Host ask() {
    asked = true;
    return host;
  }

  @Override
  public String name() {
    return ask().name();
  }

  @Override
  public String shortName() {
    return ask().shortName();
  }

  @Override
  public @Nullable String whyNotRunnable(String path) {
    return ask().whyNotRunnable(path);
  }

  @Override
  public @Nullable String whyRefused(
      List<String> words, @Nullable String user, @Nullable String group) {
    return ask().whyRefused(words, user, group);
  }

  @Override
  public @Nullable String find(String program) {
    return ask().find(program);
  }

  @Override
  public @Nullable String whyNotReadable(String path) {
    return ask().whyNotReadable(path);
  }

  @Override
  public @Nullable String whyNotWatchable(String path) {
    return ask().whyNotWatchable(path);
  }

  @Override
  public byte[] read(String path, int most) throws IOException {
    return ask().read(path, most);
  }

  @Override
  public Optional<byte[]> machineFile(String path, int most) throws IOException {
    return ask().machineFile(path, most);
  }

  @Override
  public List<String> matching(String pattern) {
    return ask().matching(pattern);
  }

  @Override
  public @Nullable Boolean hasUser(String name) {
    return ask().hasUser(name);
  }

  @Override
  public @Nullable Boolean hasGroup(String name) {
    return ask().hasGroup(name);
  }
}
