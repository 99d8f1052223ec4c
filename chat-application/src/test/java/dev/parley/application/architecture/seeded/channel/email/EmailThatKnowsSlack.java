package dev.parley.application.architecture.seeded.channel.email;

import dev.parley.application.architecture.seeded.channel.slack.Slack;

record EmailThatKnowsSlack(Slack slack) {}
