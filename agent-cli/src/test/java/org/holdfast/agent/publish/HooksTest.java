package org.holdfast.agent.publish;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.Mockito.mock;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.holdfast.agent.config.AgentConfig;
import org.holdfast.agent.config.ConfigException;
import org.holdfast.agent.config.load.ConfigFile;
import org.holdfast.time.NanoClock;
import org.holdfast.vrrp.io.InstanceId;
import org.holdfast.vrrp.io.Readiness;
import org.holdfast.vrrp.io.TrackInlet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Tests hooks with commands that never end by themselves: the agent must not wait for them beyond
 * their limit.
 */
@Timeout(20)
class HooksTest {

  private static final NanoClock CLOCK = NanoClock.system();
  private static final InstanceId VI = new InstanceId("VI");
  private static final long LIMIT_NANOS = 100_000_000;
  private static final String ENDLESS = "[/bin/sleep, '600']";

  @TempDir private Path directory;

  @Test
  void aReleaseWaitsForTheCommandButNoLongerThanItsLimit() throws Exception {
    var config = config("{before-release: %s, before-release-limit: 100ms}".formatted(ENDLESS));
    try (var scripts = scripts(config)) {
      var hooks = new Hooks(config, scripts);
      var _ = hooks.beforeAddresses(VI);

      long before = CLOCK.nanos();
      hooks.beforeRelease(List.of("VI")).join();
      assertThat(CLOCK.nanos() - before).isGreaterThanOrEqualTo(LIMIT_NANOS);
    }
  }

  @Test
  void anInstanceThatIsNotMasterHasNothingToRelease() throws Exception {
    var config = config("{before-release: %s, before-release-limit: 30s}".formatted(ENDLESS));
    try (var scripts = scripts(config)) {
      var hooks = new Hooks(config, scripts);
      assertThat(hooks.beforeRelease(List.of("VI"))).isDone();

      var _ = hooks.beforeAddresses(VI);
      hooks.afterAddresses(VI);
      assertThat(hooks.beforeRelease(List.of("VI"))).isDone();
    }
  }

  @Test
  void addressesWaitForTheCommandUpToItsLimit() throws Exception {
    var config = config("{before-master: %s, before-master-limit: 100ms}".formatted(ENDLESS));
    try (var scripts = scripts(config)) {
      var hooks = new Hooks(config, scripts);
      assertThat(hooks.patience(VI)).isEqualTo(Readiness.PATIENCE.plusMillis(100));

      long before = CLOCK.nanos();
      hooks.beforeAddresses(VI).get(10, TimeUnit.SECONDS);
      assertThat(CLOCK.nanos() - before).isGreaterThanOrEqualTo(LIMIT_NANOS);
    }
  }

  @Test
  void anInstanceKeepsItsHooksUnderAnotherNameAndUntilItIsGone() throws Exception {
    var text = "{before-master: %s, before-master-limit: 100ms}".formatted(ENDLESS);
    var config = config(text);
    try (var scripts = scripts(config)) {
      var hooks = new Hooks(config, scripts);
      hooks.follow(config(text, "web"));
      var web = new InstanceId("web");

      assertThat(hooks.patience(web)).isEqualTo(Readiness.PATIENCE.plusMillis(100));
      assertThat(hooks.patience(VI)).isEqualTo(Readiness.PATIENCE.plusMillis(100));
      hooks.follow(config("{}", "web"));
      assertThat(hooks.patience(web)).isEqualTo(Readiness.PATIENCE);
    }
  }

  private static Scripts scripts(AgentConfig config) {
    return new Scripts(config, Scripts.Opener.ofProcesses(CLOCK), mock(TrackInlet.class));
  }

  private AgentConfig config(String hooks) throws IOException, ConfigException {
    return config(hooks, "VI");
  }

  private AgentConfig config(String hooks, String name) throws IOException, ConfigException {
    var file = directory.resolve("holdfast.yaml");
    Files.writeString(
        file,
        """
        vrrp:
          instances:
            %s:
              interface: lo
              virtual-router-id: 51
              addresses: [10.9.0.100/24]
              hooks: %s
        """
            .formatted(name, hooks));
    return ConfigFile.load(file).config();
  }
}
