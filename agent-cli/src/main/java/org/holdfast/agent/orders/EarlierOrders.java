package org.holdfast.agent.orders;

import java.nio.file.Path;
import java.util.Map;
import org.holdfast.agent.config.AgentConfig;
import org.holdfast.linux.NanoClock;

/** What was ordered of an earlier life and holds still: read before the first advert goes out. */
public record EarlierOrders(OrderBook book, Map<String, String> stepDowns) {

  public EarlierOrders(Path file, AgentConfig config) {
    this(OrderService.holding(OrderFile.at(file).read(), NanoClock.wall()), config);
  }

  private EarlierOrders(OrderBook book, AgentConfig config) {
    this(book, OrderService.stepDowns(book, config));
  }
}
