package org.holdfast.agent.process;

import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Logs what each thread of the agent does, for an agent that seems to hang. */
public final class ThreadDump {

  private static final Logger log = LoggerFactory.getLogger(ThreadDump.class);

  private static final int FRAMES = 8;

  private ThreadDump() {}

  /** Logs one line for each thread: its name, its state, and the innermost calls. */
  public static void log() {
    Thread.getAllStackTraces().entrySet().stream()
        .filter(entry -> entry.getValue().length > 0) // the others belong to the JVM
        .map(entry ->
            entry.getKey().getName()
                + ": "
                + entry.getKey().getState()
                + " in "
                + calls(entry.getValue()))
        .sorted()
        .forEach(line -> log.info("Thread {}", line));
  }

  private static String calls(StackTraceElement[] stack) {
    return Stream.of(stack)
        .limit(FRAMES)
        .map(call -> call.getClassName() + "." + call.getMethodName() + ":" + call.getLineNumber())
        .collect(Collectors.joining(" < "));
  }
}
