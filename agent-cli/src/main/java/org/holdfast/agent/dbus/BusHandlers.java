package org.holdfast.agent.dbus;

/**
 * What the methods on the bus ask for. Each returns at once and does its work on another thread.
 */
public interface BusHandlers {

  /** Writes the dump of the state. */
  void printData();

  /** Writes the dump of the counters. */
  void printStatistics();

  /** Writes the dump of the counters, and has the next one count from 0. */
  void printStatisticsAndClear();

  /** Reads the configuration again. */
  void reload();

  /** Announces the addresses of an instance, if it is master. */
  void announce(String instance);
}
