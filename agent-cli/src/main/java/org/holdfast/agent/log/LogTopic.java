package org.holdfast.agent.log;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** A part of the agent whose log level can be changed while it runs. */
public enum LogTopic {
  /** The election, adverts, addresses. */
  VRRP("org.holdfast.vrrp"),
  /** Checks, scripts, BFD, and the pools of virtual servers. */
  CHECKS("org.holdfast.health"),
  /** The kernel's IPVS table. */
  IPVS("org.holdfast.ipvs"),
  /** System calls, and the loops. */
  LINUX("org.holdfast.linux"),
  /** All else: configuration, orders, notifications, the control socket. */
  AGENT("org.holdfast.agent");

  private final String logger;

  LogTopic(String logger) {
    this.logger = logger;
  }

  /** The root of the topic's loggers. */
  String logger() {
    return logger;
  }

  /** The topic's name in commands. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Returns the topic of a name. */
  public static Optional<LogTopic> of(String word) {
    return Arrays.stream(values()).filter(topic -> topic.word().equals(word)).findFirst();
  }

  /** Returns the names of all topics. */
  public static List<String> words() {
    return Arrays.stream(values()).map(LogTopic::word).toList();
  }
}
