package org.holdfast.vrrp.io;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.holdfast.linux.LogContext;
import org.holdfast.net.IpAddress;
import org.holdfast.vrrp.packet.Defect;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class InstanceLogTest {

  private static final IpAddress PEER = IpAddress.of("10.9.0.2");

  private final Logger logger = Logger.getLogger(InstanceLog.class.getName());
  private final List<LogRecord> records = new ArrayList<>();
  private final List<Map<String, String>> fields = new ArrayList<>();
  private final InstanceLog log = new InstanceLog("VI_1");
  private final Handler handler =
      new Handler() {
        @Override
        public void publish(LogRecord record) {
          records.add(record);
          fields.add(LogContext.fields());
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
      };

  @BeforeEach
  void listen() {
    handler.setLevel(Level.ALL);
    logger.addHandler(handler);
    logger.setUseParentHandlers(false);
  }

  @AfterEach
  void restore() {
    logger.removeHandler(handler);
    logger.setUseParentHandlers(true);
    logger.setLevel(null);
  }

  @Test
  void everyLineNamesTheInstanceInItsTextAndInAField() {
    log.priorityChanged(100, 90);
    log.rejected(Defect.TRUNCATED, PEER);

    assertThat(records)
        .extracting(LogRecord::getMessage)
        .first()
        .isEqualTo("(VI_1) Changing effective priority from 100 to 90");
    assertThat(records).extracting(LogRecord::getLevel).containsExactly(Level.INFO, Level.WARNING);
    assertThat(fields).containsOnly(Map.of("HOLDFAST_INSTANCE", "VI_1"));
    assertThat(LogContext.fields()).isEmpty();
  }

  @Test
  void advertsAreTracedOnlyAtThatLevelAndAHundredInASecond() {
    log.heard(PEER, 100, 0);
    assertThat(records).isEmpty();

    logger.setLevel(Level.FINEST);
    for (int i = 0; i < 150; i++) {
      log.heard(PEER, 100, 2_000_000_000L + i);
    }
    assertThat(records).hasSize(100);
    log.heard(PEER, 90, 3_000_000_000L);

    assertThat(records)
        .hasSize(101)
        .last()
        .extracting(LogRecord::getMessage)
        .isEqualTo("(VI_1) heard an advert from 10.9.0.2, priority 90");
  }
}
