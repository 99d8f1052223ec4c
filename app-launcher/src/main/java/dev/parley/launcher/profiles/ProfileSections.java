package dev.parley.launcher.profiles;

import dev.parley.application.agent.ContextLimits;
import dev.parley.application.agent.Profile;
import dev.parley.application.agent.ToolGlob;
import dev.parley.application.agent.ToolMode;
import dev.parley.application.agent.ToolPolicy;
import dev.parley.application.agent.UnansweredApprovals;
import dev.parley.domain.ChatException;
import dev.parley.domain.session.ProfileName;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Reads the section {@code profiles}. What a profile does not say is as in the built-in default. */
final class ProfileSections {
    private static final int LONGEST_PROMPT = 100_000;
    private static final int MOST_MESSAGES = 10_000;
    private static final int MOST_TOKENS = 10_000_000;
    private static final int MOST_RULES = 200;

    private final Defects defects;

    ProfileSections(Defects defects) {
        this.defects = defects;
    }

    /** All profiles that could be read; the default one is always among them. */
    List<Profile> read(Optional<YamlNode> node) {
        List<Profile> profiles = new ArrayList<>();
        node.flatMap(section -> YamlSection.withAnyKeys("profiles", section, defects))
                .ifPresent(section ->
                        section.entries().forEach(entry -> profile(entry).ifPresent(profiles::add)));
        if (profiles.stream().noneMatch(profile -> profile.name().equals(ProfileName.DEFAULT))) {
            profiles.add(Profile.DEFAULT);
        }
        return List.copyOf(profiles);
    }

    private Optional<Profile> profile(YamlNode.Entry entry) {
        String path = "profiles." + entry.key();
        Optional<ProfileName> name = name(entry);
        Optional<YamlSection> section = YamlSection.of(
                path,
                entry.value(),
                defects,
                "description",
                "system_prompt",
                "model",
                "tools",
                "tool_mode",
                "context",
                "editable_approvals",
                "unanswered_approvals",
                "feedback_lifetime");
        if (name.isEmpty() || section.isEmpty()) {
            return Optional.empty();
        }
        YamlSection keys = section.get();
        Profile.Builder profile = Profile.DEFAULT.toBuilder().name(name.get());
        description(keys).ifPresent(profile::description);
        prompt(keys).ifPresent(profile::systemPrompt);
        model(keys).ifPresent(profile::model);
        keys.node("tools").ifPresent(rules -> profile.toolPolicy(policy(keys.path("tools"), rules, keys)));
        keys.oneOf("tool_mode", ToolMode.class).ifPresent(profile::toolMode);
        keys.node("context").ifPresent(context -> profile.context(context(keys.path("context"), context)));
        keys.flag("editable_approvals").ifPresent(profile::editableApprovals);
        keys.oneOf("unanswered_approvals", UnansweredApprovals.class).ifPresent(profile::unansweredApprovals);
        keys.duration("feedback_lifetime").ifPresent(profile::feedbackLifetime);
        return Optional.of(profile.build());
    }

    private Optional<ProfileName> name(YamlNode.Entry entry) {
        try {
            return Optional.of(new ProfileName(entry.key()));
        } catch (ChatException.Invalid unfit) {
            defects.note(
                    entry.line(),
                    "The name of a profile must have 1 to 64 characters out of lower-case letters, digits, _ and -.");
            return Optional.empty();
        }
    }

    private Optional<String> description(YamlSection keys) {
        Optional<String> description = keys.text("description").map(String::strip);
        if (description.isPresent()
                && description.get().codePointCount(0, description.get().length()) > Profile.LONGEST_DESCRIPTION) {
            defects.note(
                    keys.lineOf("description"),
                    "%s must have at most %d characters."
                            .formatted(keys.path("description"), Profile.LONGEST_DESCRIPTION));
            return Optional.empty();
        }
        return description;
    }

    private Optional<String> prompt(YamlSection keys) {
        Optional<String> prompt = keys.text("system_prompt").map(String::strip);
        if (prompt.isPresent() && prompt.get().length() > LONGEST_PROMPT) {
            defects.note(
                    keys.lineOf("system_prompt"),
                    "%s must have at most %d characters.".formatted(keys.path("system_prompt"), LONGEST_PROMPT));
            return Optional.empty();
        }
        return prompt;
    }

    private Optional<String> model(YamlSection keys) {
        Optional<String> model = keys.text("model").map(String::strip);
        if (model.isPresent() && model.get().isEmpty()) {
            defects.note(
                    keys.lineOf("model"),
                    "%s is empty; name a model, or remove it to use PARLEY_MODEL.".formatted(keys.path("model")));
            return Optional.empty();
        }
        return model;
    }

    private ContextLimits context(String path, YamlNode node) {
        return YamlSection.of(path, node, defects, "messages", "tokens")
                .map(keys -> new ContextLimits(
                        keys.number("messages", 1, MOST_MESSAGES).orElse(null),
                        keys.number("tokens", 1, MOST_TOKENS).orElse(null)))
                .orElse(ContextLimits.NONE);
    }

    private ToolPolicy policy(String path, YamlNode node, YamlSection keys) {
        if (!(node instanceof YamlNode.Sequence sequence)) {
            if (!(node instanceof YamlNode.Broken)) {
                defects.note(
                        node.line(),
                        "%s must be a list of rules such as \"- allow: list_tasks\", not %s."
                                .formatted(path, node.kind()));
            }
            return ToolPolicy.DEFAULT;
        }
        List<ToolPolicy.Rule> rules = new ArrayList<>();
        sequence.elements().forEach(element -> rules.addAll(rules(path, element)));
        if (rules.size() > MOST_RULES) {
            defects.note(keys.lineOf("tools"), "%s must have at most %d patterns.".formatted(path, MOST_RULES));
            return ToolPolicy.DEFAULT;
        }
        return new ToolPolicy(rules);
    }

    private List<ToolPolicy.Rule> rules(String path, YamlNode element) {
        List<ToolPolicy.Rule> rules = new ArrayList<>();
        if (element instanceof YamlNode.Scalar || element instanceof YamlNode.Sequence) {
            defects.note(
                    element.line(),
                    "A rule of %s must be such as \"- allow: list_tasks\", not %s.".formatted(path, element.kind()));
            return rules;
        }
        YamlSection.of(path, element, defects, "allow", "ask", "deny").ifPresent(rule -> {
            if (rule.entries().size() != 1) {
                defects.note(
                        rule.line(),
                        "A rule of %s must have exactly one of allow, ask and deny; begin each rule with \"-\"."
                                .formatted(path));
                return;
            }
            YamlNode.Entry entry = rule.entries().getFirst();
            decision(entry.key())
                    .ifPresent(decision -> patterns(path, entry, rule).forEach(pattern -> {
                        glob(path, pattern, entry.line())
                                .map(glob -> new ToolPolicy.Rule(glob, decision))
                                .ifPresent(rules::add);
                    }));
        });
        return rules;
    }

    /** Unknown ones were already noted. */
    private static Optional<ToolPolicy.Decision> decision(String key) {
        for (ToolPolicy.Decision decision : ToolPolicy.Decision.values()) {
            if (decision.name().toLowerCase(Locale.ROOT).equals(key)) {
                return Optional.of(decision);
            }
        }
        return Optional.empty();
    }

    /** One pattern, or a list of them. */
    private static List<String> patterns(String path, YamlNode.Entry entry, YamlSection rule) {
        String where = path + "." + entry.key();
        return entry.value() instanceof YamlNode.Sequence sequence
                ? rule.texts(where, sequence)
                : rule.text(where, entry.value()).map(List::of).orElse(List.of());
    }

    private Optional<ToolGlob> glob(String path, String pattern, int line) {
        try {
            return Optional.of(new ToolGlob(pattern));
        } catch (ChatException.Invalid unfit) {
            defects.note(
                    line,
                    "A pattern of %s is no pattern of tool names: use letters, digits, _ . : / - and the wildcards * and ?."
                            .formatted(path));
            return Optional.empty();
        }
    }
}
