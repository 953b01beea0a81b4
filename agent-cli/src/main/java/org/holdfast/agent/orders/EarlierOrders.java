package org.holdfast.agent.orders;

import java.nio.file.Path;
import java.util.Map;
import org.holdfast.agent.config.AgentConfig;
import org.holdfast.time.NanoClock;

/**
 * The orders that an earlier process of the agent saved and that still hold. Read before the first
 * advert is sent.
 *
 * @param stepDowns the instances under a step-down order, with the orders in words
 */
public record EarlierOrders(OrderBook book, Map<String, String> stepDowns) {

  public EarlierOrders(Path file, AgentConfig config) {
    this(OrderFile.at(file).read().holding(NanoClock.wall().instant()), config);
  }

  private EarlierOrders(OrderBook book, AgentConfig config) {
    this(book, StepDowns.words(book, config));
  }
}
