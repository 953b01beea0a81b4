package org.holdfast.agent.config.words;

import java.util.List;
import org.holdfast.agent.config.table.CommandType;
import org.holdfast.agent.config.table.Key;
import org.holdfast.agent.config.table.TextType;

/** The table's part for a command and the user that runs it. */
public final class CommandKeywords {

  public static final Key<List<String>> COMMAND =
      Key.required("command", CommandType.INSTANCE, "succeeds with exit status 0");
  public static final Key<String> USER =
      Key.optional("user", TextType.SYSTEM_NAME, "the agent's", "the user to run as");
  public static final Key<String> GROUP =
      Key.optional("group", TextType.SYSTEM_NAME, "the user's", "the group to run as");

  private CommandKeywords() {}
}
