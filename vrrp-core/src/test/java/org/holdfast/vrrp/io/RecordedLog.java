package org.holdfast.vrrp.io;

import java.util.function.Consumer;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

/** Passes the messages that a class logs at INFO or above to a test until it is closed. */
final class RecordedLog extends Handler implements AutoCloseable {

  private final Logger logger;
  private final Consumer<String> lines;

  RecordedLog(Class<?> type, Consumer<String> lines) {
    this.logger = Logger.getLogger(type.getName());
    this.lines = lines;
    logger.addHandler(this);
  }

  @Override
  public void publish(LogRecord record) {
    lines.accept(record.getMessage());
  }

  @Override
  public void flush() {}

  @Override
  public void close() {
    logger.removeHandler(this);
  }
}
