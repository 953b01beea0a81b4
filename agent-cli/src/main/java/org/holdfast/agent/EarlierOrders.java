package org.holdfast.agent;

import java.nio.file.Path;
import java.util.Map;
import org.holdfast.agent.config.AgentConfig;
import org.holdfast.agent.orders.OrderBook;
import org.holdfast.agent.orders.OrderFile;
import org.holdfast.linux.NanoClock;

/** What was ordered of an earlier life and holds still: read before the first advert goes out. */
record EarlierOrders(OrderBook book, Map<String, String> stepDowns) {

  EarlierOrders(Path file, AgentConfig config) {
    this(OrderDesk.holding(OrderFile.at(file).read(), NanoClock.wall()), config);
  }

  private EarlierOrders(OrderBook book, AgentConfig config) {
    this(book, OrderDesk.stepDowns(book, config));
  }
}
