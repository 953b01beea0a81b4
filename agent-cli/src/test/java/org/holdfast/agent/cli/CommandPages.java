package org.holdfast.agent.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.holdfast.agent.pages.ManualPage;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/**
 * The documents that are generated from the specification of the commands: a table and a manual
 * page.
 */
final class CommandPages {

  private final CommandSpec root = HoldfastCommand.commands();

  /**
   * Returns every command that does something, in order, by a name such as {@code show instance}.
   */
  private List<CommandSpec> leaves() {
    var leaves = new ArrayList<CommandSpec>();
    collect(root, leaves);
    return leaves;
  }

  private static void collect(CommandSpec command, List<CommandSpec> leaves) {
    if (command.subcommands().isEmpty()) {
      leaves.add(command);
    }
    command.subcommands().values().forEach(sub -> collect(sub.getCommandSpec(), leaves));
  }

  private static String description(CommandSpec command) {
    return String.join(" ", command.usageMessage().description());
  }

  private static List<OptionSpec> options(CommandSpec command) {
    return command.options().stream()
        .filter(option -> !option.usageHelp() && !option.versionHelp())
        .toList();
  }

  private static String synopsis(CommandSpec command) {
    return Stream.of(
            Stream.of(command.qualifiedName()),
            command.positionalParameters().stream()
                .map(p -> p.arity().min() > 0 ? p.paramLabel() : "[" + p.paramLabel() + "]"),
            options(command).stream().map(option -> "[" + words(option, "|") + "]"))
        .flatMap(words -> words)
        .collect(Collectors.joining(" "));
  }

  /** Returns the option in the form {@code -c, --config FILE}. */
  private static String words(OptionSpec option, String between) {
    var names = String.join(between, option.names());
    if (option.arity().max() == 0) {
      return names;
    }
    return names
        + (option.arity().min() == 0
            ? "[=" + option.paramLabel() + "]"
            : " " + option.paramLabel());
  }

  private static String meaning(ArgSpec argument) {
    var standard = argument.defaultValue();
    return String.join(" ", argument.description())
        + (standard == null || standard.equals("false") ? "" : " Default: " + standard + ".");
  }

  /** Returns the rows of the table in docs/commands.md. */
  String table() {
    return leaves().stream()
        .map(command ->
            "| `%s` | %s |".formatted(synopsis(command).replace("|", "\\|"), description(command)))
        .collect(Collectors.joining("\n", "| command | does |\n|---|---|\n", "\n"));
  }

  /** Returns the page for {@code man}. */
  String manual() {
    var page =
        new ManualPage(
            "holdfast",
            8,
            "System Manager's Manual",
            description(root).replaceFirst("\\.$", "").toLowerCase(Locale.ROOT));
    page.section("SYNOPSIS").paragraph("holdfast COMMAND [OPTION...]");
    page.section("COMMANDS");
    for (var command : leaves()) {
      page.subsection(synopsis(command)).paragraph(description(command));
      command
          .positionalParameters()
          .forEach(argument -> page.item(argument.paramLabel(), meaning(argument)));
      options(command).forEach(option -> page.item(words(option, ", "), meaning(option)));
    }
    page.section("EXIT STATUS");
    ExitStatus.documented().forEach(page::item);
    return page.section("ENVIRONMENT")
        .item(
            "HOLDFAST_HEAP",
            "The largest size of the heap, such as 256m. Without it, a quarter of the memory of the"
                + " host or of the control group, from 64 to 512 MiB.")
        .item("HOLDFAST_JAVA_HOME", "The folder of the Java 25 to run on.")
        .item("HOLDFAST_JAVA_OPTIONS", "Further options of the JVM.")
        .section("FILES")
        .item("/etc/holdfast/holdfast.yaml", "The configuration.")
        .item("/run/holdfast/control.sock", "The socket on which the agent answers.")
        .section("SEE ALSO")
        .paragraph("holdfast.yaml(5), holdfast-metrics(7), keepalived(8), ipvsadm(8)")
        .text();
  }
}
