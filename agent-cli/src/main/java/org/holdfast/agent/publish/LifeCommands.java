package org.holdfast.agent.publish;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.holdfast.agent.config.AgentConfig;
import org.holdfast.health.ScriptOutcome;
import org.holdfast.health.script.ScriptLoop;
import org.holdfast.health.script.ScriptRun;
import org.holdfast.time.NanoClock;
import org.holdfast.vrrp.NotifyCommand;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The commands that run before the agent does anything, and after it has ended everything. */
public final class LifeCommands {

  private static final Logger log = LoggerFactory.getLogger(LifeCommands.class);

  /** How long a program that has exceeded its limit is waited for. */
  private static final Duration GRACE = Duration.ofSeconds(4);

  private LifeCommands() {}

  /**
   * Runs the startup command, and waits for its end.
   *
   * @throws Scripts.InsecureScriptException if script security refuses a command of the file
   */
  public static void start(AgentConfig config, NanoClock clock) {
    var terms = config.process().terms();
    run(config, "startup", terms.startup(), terms.startupLimit(), clock);
  }

  /**
   * Runs the shutdown command, and waits for its end.
   *
   * @throws Scripts.InsecureScriptException if script security refuses a command of the file
   */
  public static void end(AgentConfig config, NanoClock clock) {
    var terms = config.process().terms();
    run(config, "shutdown", terms.shutdown(), terms.shutdownLimit(), clock);
  }

  private static void run(
      AgentConfig config,
      String name,
      @Nullable NotifyCommand command,
      Duration limit,
      NanoClock clock) {
    if (command == null) {
      return;
    }
    var argv = Commands.of(config).argv(command);
    var ended = new CompletableFuture<Void>();
    log.info("Running the {} command {}", name, String.join(" ", command.words()));
    try (var loop = new ScriptLoop(clock::nanos)) {
      loop.execute(() -> {
        var _ = loop.run(argv, limit, new Run(name, ended));
      });
      var _ =
          ended.completeOnTimeout(null, limit.plus(GRACE).toMillis(), TimeUnit.MILLISECONDS).join();
    }
  }

  private record Run(String name, CompletableFuture<Void> done) implements ScriptRun.Listener {

    @Override
    public void outcome(ScriptOutcome outcome, String output) {
      if (!outcome.succeeded()) {
        log.warn(
            "The {} command failed ({}); the agent goes on{}",
            name,
            outcome.words(),
            output.isEmpty() ? "" : ", it wrote: " + output);
      }
    }

    @Override
    public void ended() {
      done.complete(null);
    }
  }
}
