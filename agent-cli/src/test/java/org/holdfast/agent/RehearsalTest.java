package org.holdfast.agent;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.holdfast.vrrp.VrrpConfig;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Tests that a rehearsal takes over as configured, and that its failure is shown. */
final class RehearsalTest {

  private static final Logger LOG = Logger.getLogger(Rehearsal.class.getName());

  private final List<String> warnings = new ArrayList<>();
  private final Handler handler =
      new Handler() {
        @Override
        public void publish(LogRecord entry) {
          if (entry.getLevel().intValue() >= Level.WARNING.intValue()) {
            warnings.add(entry.getMessage());
          }
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
      };

  @BeforeEach
  void listen() {
    LOG.addHandler(handler);
  }

  @AfterEach
  void stopListening() {
    LOG.removeHandler(handler);
  }

  private List<String> warnings(Supplier<VrrpConfig> configuration) {
    Rehearsal.play(configuration);
    return warnings;
  }

  @Test
  void aTakeoverIsRehearsedWithoutAMessage() {
    assertThat(warnings(() -> Configs.of(Configs.PLAIN).vrrp())).isEmpty();
  }

  @Test
  void aFailureIsLoggedWithItsReason() {
    assertThat(
            warnings(() -> {
              throw new LinkageError("no such method");
            }))
        .singleElement()
        .asString()
        .contains("rehearsal of a takeover failed", "no such method");
  }
}
