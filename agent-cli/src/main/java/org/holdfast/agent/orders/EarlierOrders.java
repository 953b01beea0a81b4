package org.holdfast.agent.orders;

import java.nio.file.Path;
import java.util.Map;
import org.holdfast.agent.config.AgentConfig;
import org.holdfast.linux.NanoClock;

/**
 * The orders of an earlier life of the agent that still hold. Read before the first advert goes
 * out.
 *
 * @param stepDowns the instances that are to let others be master, with the orders in words
 */
public record EarlierOrders(OrderBook book, Map<String, String> stepDowns) {

  public EarlierOrders(Path file, AgentConfig config) {
    this(OrderService.holding(OrderFile.at(file).read(), NanoClock.wall()), config);
  }

  private EarlierOrders(OrderBook book, AgentConfig config) {
    this(book, StepDowns.words(book, config));
  }
}
