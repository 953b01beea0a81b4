package org.holdfast.agent.config.words;

import java.util.List;
import org.holdfast.agent.config.table.CommandType;
import org.holdfast.agent.config.table.Key;
import org.holdfast.agent.config.table.TextType;

/** The keys of a command and of the user that it runs as. */
public final class CommandKeywords {

  public static final Key<List<String>> COMMAND =
      Key.required(
          "command", CommandType.INSTANCE, "the program to run; exit status 0 means success");
  public static final Key<String> USER =
      Key.derived(
          "user", TextType.SYSTEM_NAME, "the agent's user", "the user that the program runs as");
  public static final Key<String> GROUP =
      Key.derived(
          "group", TextType.SYSTEM_NAME, "the user's group", "the group that the program runs as");

  private CommandKeywords() {}
}
