"""Every MiniStack name that the embedded backend replaces, and the self-test that says which are missing.

MiniStack offers no plug-in interface, so its data plane is replaced name by name. This is the only file that
does so: after an upgrade of MiniStack, `missing()` tells which rows need attention before anything runs.
A row's replacement is imported only by `apply()`, in the server process; it reaches what it replaced through
`original("module.name")`, and so wraps instead of copying.

One name may be replaced by several rows: they stack in the order of the table, and `original()` called from a
replacement still names the MiniStack one. To stack, take the value below you in the table: declare the
replacement as a factory (`factory=True`), which `apply()` calls with the value that the name had until then.
"""

from __future__ import annotations

import importlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from lambda_workshop.emulator.fallback import self_test
from lambda_workshop.emulator.fallback.ministack import replace


@dataclass(frozen=True)
class Seam:
    """One MiniStack name and what stands in its place.

    `module` is imported, `name` is an attribute of it, or `DICTIONARY[key]` for an entry of a dictionary.
    `replacement` is "package.module:attribute". With `factory`, the attribute is called with the value that
    stood there before and returns the new one. `why` says what AWS does and MiniStack does not.
    """

    module: str
    name: str
    replacement: str
    why: str
    factory: bool = False

    @property
    def path(self) -> str:
        """The dotted name."""
        return f"{self.module}.{self.name}"

    def made(self, before: Any) -> Any:
        """What stands in place of `before`; imports the replacement."""
        module, _, attribute = self.replacement.partition(":")
        replacement = getattr(importlib.import_module(module), attribute)
        return replacement(before) if self.factory else replacement


_HERE = "lambda_workshop.emulator"
_LAMBDA = f"{_HERE}.services.lambda_service"
_WEBSOCKET = f"{_HERE}.services.websocket_api"
_COGNITO = f"{_HERE}.services.cognito"
_REST = f"{_HERE}.services.rest_api"
_HTTP = f"{_HERE}.services.http_api"
_SCHEDULES = f"{_HERE}.services.schedules"
_BALANCER = f"{_HERE}.services.load_balancer"
_ALARMS = f"{_HERE}.services.alarms"
_SNS = f"{_HERE}.services.sns"

SEAMS: tuple[Seam, ...] = (
    # The process: nothing outside it is touched, and a data-plane address never reaches the control plane.
    Seam(
        "ministack.app",
        "_collect_scripts",
        f"{_HERE}.host.server:no_scripts",
        "Scripts in /etc/localstack/init and the like are not the learner's: none is run.",
    ),
    Seam(
        "ministack.app",
        "_dispatch_service_request",
        f"{_HERE}.gateway.guard:dispatch_by_plane",
        "An address of an API or a load balancer that does not exist is not found, whatever its path spells.",
        factory=True,
    ),
    Seam(
        "ministack.app",
        "_dispatch_service_request",
        f"{_HERE}.gateway.malformed_requests:answered_in_words",
        "A body that is not JSON is refused with SerializationException; a failing service answers with an error code.",
        factory=True,
    ),
    Seam(
        "ministack.app",
        "set_request_account_id",
        f"{_HERE}.gateway.callers:account_of_caller",
        "A request is its signer's: a user's key belongs to the account of the user.",
        factory=True,
    ),
    Seam(
        "ministack.services.s3",
        "_verify_presigned_sigv4",
        f"{_HERE}.gateway.callers:verified_before",
        "Whoever signs an address signs with a secret of this backend, which MiniStack does not know.",
    ),
    Seam(
        "ministack.services.lambda_svc",
        "_presigned_code_url",
        f"{_HERE}.gateway.code_addresses:for_a_while",
        "The address of a function's package cannot be guessed, and is good for ten minutes.",
        factory=True,
    ),
    Seam(
        "ministack.services.lambda_svc",
        "_function_url_is_signed",
        f"{_HERE}.gateway.callers:is_signed",
        "A function URL with AWS_IAM wants a signature that is right, and not only the form of one.",
    ),
    Seam(
        "ministack.services.lambda_svc",
        "_layer_content_url",
        f"{_HERE}.gateway.code_addresses:for_a_while",
        "The same for a layer's content.",
        factory=True,
    ),
    Seam(
        "ministack.core.lambda_runtime",
        "execution_credentials",
        f"{_LAMBDA}.credentials:execution_credentials",
        "A function holds its role's temporary credentials, whatever its runtime.",
    ),
    Seam(
        "ministack.services.lambda_svc",
        "execution_credentials",
        f"{_LAMBDA}.credentials:execution_credentials",
        "The same, under the name by which the runtimes of containers and of one's own ask for them.",
    ),
    Seam(
        "ministack.app",
        "_handle_pre_body_request",
        f"{_HERE}.gateway.guard:shortcut_by_plane",
        "An API's own /health, /login and OPTIONS belong to the API.",
        factory=True,
    ),
    Seam(
        "ministack.app",
        "_handle_post_body_shortcuts",
        f"{_HERE}.gateway.guard:shortcut_by_plane",
        "An API's own /login belongs to the API.",
        factory=True,
    ),
    # Queues: what MiniStack's SQS lacks.
    Seam(
        "ministack.services.sqs",
        "_dispatch",
        f"{_HERE}.services.sqs.message_moves:with_message_moves",
        "Messages of a dead-letter queue are moved back (StartMessageMoveTask).",
        factory=True,
    ),
    # Execution of functions (lambda_service/execution, invoke_api, logs, quotas).
    Seam(
        "ministack.app",
        "SERVICE_HANDLERS[lambda]",
        f"{_LAMBDA}.invoke_api:checked",
        "A payload over the quota or one that is not JSON is refused.",
        factory=True,
    ),
    Seam(
        "ministack.app",
        "SERVICE_HANDLERS[lambda]",
        f"{_LAMBDA}.quotas:checked",
        "Names, roles, runtimes, sizes and numbers that AWS refuses are refused.",
        factory=True,
    ),
    Seam(
        "ministack.services.lambda_svc",
        "_invoke",
        f"{_LAMBDA}.invoke_api:invoke",
        "Alias weights, request ids, the log's tail and the answer's exact bytes.",
    ),
    Seam(
        "ministack.services.lambda_svc",
        "_LAMBDA_STATE_TRANSITION_DELAY",
        f"{_LAMBDA}.execution:PENDING_SECONDS",
        "Whoever deploys waits for it, each time.",
    ),
    Seam(
        "ministack.services.lambda_svc",
        "_execute_function_dispatch",
        f"{_LAMBDA}.execution:dispatch",
        "Errors, logs, time-outs, memory and the life of an environment, as AWS documents them.",
    ),
    Seam(
        "ministack.services.lambda_svc",
        "invalidate_worker",
        f"{_LAMBDA}.execution:invalidate",
        "A changed or deleted function's environments go.",
    ),
    Seam(
        "ministack.core.lambda_runtime",
        "reset",
        f"{_LAMBDA}.execution:reset",
        "A reset ends what runs.",
    ),
    # Asynchronous invocation and destinations (lambda_service/asynchronous, destinations).
    Seam(
        "ministack.services.lambda_svc",
        "invoke_async_with_retry",
        f"{_LAMBDA}.asynchronous:accept",
        "Retries, ages, throttles, destinations and dead letters, as AWS documents them.",
    ),
    # Topics (triggers/sns).
    *(
        Seam("ministack.services.sns", name, f"{_SNS}.{replacement}", why, factory=factory)
        for name, replacement, factory, why in (
            ("_deliver_to_lambda", "deliveries:to_function", False, "Permission, retries, dead letters, AWS's event."),
            ("_deliver_to_sqs", "deliveries:to_queue", True, "A queue that is gone: the subscription's dead letters."),
            ("_subscribe", "operations:subscribe", True, "Subscriptions that AWS refuses are refused."),
            ("_set_subscription_attributes", "operations:set_attributes", True, "The same for their attributes."),
            ("_matches_filter_policy", "filters:passes", False, "Filter policies are AWS's, in one pass over a text."),
        )
    ),
    Seam(
        "ministack.services.eventbridge",
        "_dispatch_to_lambda",
        f"{_LAMBDA}.asynchronous:dispatch_from_rule",
        "Rules and schedules invoke asynchronously.",
    ),
    # Topic rules of IoT (triggers/iot).
    Seam(
        "ministack.services.iot",
        "_dispatch_rule_to_lambda",
        f"{_HERE}.services.iot.operations:to_function",
        "IoT rules invoke asynchronously; a function that is gone fails the action.",
    ),
    Seam(
        "ministack.services.iot",
        "_validate_rule_sql",
        f"{_HERE}.services.iot.operations:validate",
        "SQL that is not evaluated is refused in words.",
        factory=True,
    ),
    # Log subscriptions (triggers/logs).
    *(
        Seam("ministack.services.cloudwatch_logs", name, f"{_HERE}.services.logs.deliveries:{place}", why)
        for name, place, why in (
            ("_fanout_to_subscription_filters", "fan_out", "Log subscriptions invoke asynchronously."),
            ("_subscription_pattern_matches", "matches", "Patterns are of all three kinds."),
            ("_compile_filter_pattern", "compiled", "The same for FilterLogEvents."),
        )
    ),
    # Event source mappings (lambda_service/event_sources).
    Seam(
        "ministack.services.lambda_svc",
        "_create_esm",
        f"{_LAMBDA}.event_sources.mappings:create",
        "A mapping that AWS refuses is refused.",
        factory=True,
    ),
    Seam(
        "ministack.services.lambda_svc",
        "_update_esm",
        f"{_LAMBDA}.event_sources.mappings:update",
        "The same for a change of a mapping.",
        factory=True,
    ),
    Seam(
        "ministack.services.lambda_svc",
        "_poll_loop",
        f"{_LAMBDA}.event_sources.pollers:loop",
        "Every mapping has pollers of its own: windows, filters, partial batches, bisecting, ages, destinations.",
    ),
    # WebSocket APIs (triggers/websocket_api).
    Seam(
        "hypercorn.protocol.h11",
        "WSStream",
        f"{_WEBSOCKET}.frames:LimitedStream",
        "A frame of more than 32 KB ends the connection, and a function hears the client's close code.",
    ),
    Seam(
        "ministack.services.apigateway",
        "handle_websocket",
        f"{_WEBSOCKET}.session:handle_websocket",
        "Events, routes, refusals and replies as AWS documents them; a function needs its permission.",
    ),
    Seam(
        "ministack.services.apigateway",
        "handle_connections_api",
        f"{_WEBSOCKET}.management:handle_connections",
        "boto3 reads what get_connection says; other stages are forbidden, long messages too large.",
    ),
    *(
        Seam(
            "ministack.services.apigateway",
            name,
            f"{_WEBSOCKET}.operations:{name.removeprefix('_')}",
            "What AWS refuses is refused, and connections end with their stage or API.",
            factory=True,
        )
        for name in (
            "_create_api",
            "_create_route",
            "_update_route",
            "_create_integration",
            "_update_integration",
            "_create_stage",
            "_create_route_response",
            "_delete_api",
            "_delete_stage",
            "reset",
        )
    ),
    # User pools (triggers/cognito).
    *(
        Seam("ministack.services.cognito", name, f"{_COGNITO}.{place}", why, factory=factory)
        for name, place, factory, why in (
            ("_dispatch_idp", "operations:dispatch", True, "All triggers in order; right codes; mails to read."),
            ("_apply_presignup_trigger", "registration:ask_pre_sign_up", False, "It gets the caller's data."),
            ("_send_verification_email", "registration:no_mail_of_its_own", False, "The flows send the messages."),
            ("_build_auth_result", "tokens:build_auth_result", True, "First two triggers, each once."),
            ("_apply_pretoken_trigger", "tokens:apply", False, "Both tokens get what the one call said."),
            ("_mfa_challenge_for_user", "sign_in:second_factor", True, "A second factor by text message."),
            ("_invoke_define_auth_challenge_trigger", "challenges:define", False, "It fails with AWS's errors."),
            ("_continue_custom_auth_after_define", "challenges:follow", False, "A session is good for one answer."),
            ("_oauth2_token", "operations:token_endpoint", True, "A trigger's failure is the endpoint's error."),
        )
    ),
    # REST APIs (triggers/rest_api): events, answers, templates, deployments, refusals.
    *(
        Seam("ministack.services.apigateway_v1", name, f"{_REST}.{replacement}", why, factory=True)
        for name, replacement, why in (
            ("handle_request", "operations:handle", "What AWS refuses is refused; TestInvokeMethod exists."),
            ("_create_deployment", "deployments:create", "A deployment is a snapshot."),
            ("_delete_deployment", "deployments:delete", "A deployment that a stage points to stays."),
            ("_rest_apis", "deployments:rest_apis", "A stage answers from its deployment."),
            ("_resources", "deployments:resources", "The same for its resources."),
            ("_authorizers_v1", "deployments:authorizers", "The same for its authorizers."),
            ("_request_validators", "deployments:request_validators", "The same for its validators."),
            ("_models", "deployments:models", "The same for its models."),
            ("_execute_in_scope", "data_plane:execute", "An answer carries its request's ids."),
            ("_gateway_error_response", "data_plane:gateway_response", "A function's failure is 502."),
            ("_authorize_request_v1", "data_plane:authorize", "AWS_IAM wants a signature that is right."),
            ("_invoke_authorizer_lambda", "data_plane:complete_authorizer_event", "The event is complete."),
        )
    ),
    *(
        Seam("ministack.services.apigateway_v1", name, f"{_REST}.{replacement}", why)
        for name, replacement, why in (
            ("_apply_patch", "patches:apply", "Patches name list entries and carry text for numbers."),
            ("_invoke_lambda_proxy_v1", "proxy:invoke", "The complete event; 502 and time-outs as AWS has them."),
            ("_invoke_lambda_custom_v1", "custom:invoke", "Mapping templates and selection patterns."),
            ("_invoke_mock_v1", "custom:answer_mock", "Mock integrations have templates too."),
            ("_check_passthrough_behavior", "custom:refuse_media_type", "415 for what no template matches."),
        )
    ),
    # HTTP APIs (triggers/http_api): what comes of a request, and what AWS refuses of their parts.
    *(
        Seam("ministack.services.apigateway", name, f"{_HTTP}.{place}", why, factory=True)
        for name, place, why in (
            ("handle_execute", "session:handle_execute", "Events, answers, CORS and authorizers as AWS has them."),
            ("handle_request", "operations:handle_request", "A body of another form is refused."),
            ("_invoke_request_authorizer_lambda", "authorization:invoke_authorizer", "Its event is complete."),
            ("_create_deployment", "deployments:create_deployment", "A deployment is a snapshot."),
            ("_delete_deployment", "deployments:delete_deployment", "One that a stage serves stays."),
        )
    ),
    *(
        Seam(
            "ministack.services.apigateway",
            f"_{name}",
            f"{_HTTP}.operations:{name}",
            "Quick create makes all four parts; what AWS refuses of an HTTP API is refused.",
            factory=True,
        )
        for name in (
            "create_api",
            "update_api",
            "create_route",
            "update_route",
            "delete_route",
            "create_integration",
            "update_integration",
            "delete_integration",
            "create_stage",
            "update_stage",
            "delete_stage",
            "create_authorizer",
            "update_authorizer",
            "delete_authorizer",
        )
    ),
    # Schedules (triggers/schedules): one clock for rules and for EventBridge Scheduler.
    *(
        Seam(f"ministack.{name}", attribute, f"{_SCHEDULES}.{place}", why, factory=factory)
        for name, attribute, place, factory, why in (
            ("services.eventbridge", "start_scheduler", "service:start", False, "One clock that fires in time."),
            ("services.scheduler", "start_scheduler", "service:start", False, "The same clock for both."),
            ("app", "SERVICE_HANDLERS[events]", "service:watched", True, "What changes wakes the clock."),
            ("app", "SERVICE_HANDLERS[scheduler]", "service:watched", True, "The same for Scheduler."),
            (
                "services.eventbridge",
                "_validate_schedule_expression",
                "rules:is_valid",
                False,
                "The grammar is AWS's own.",
            ),
            ("services.eventbridge", "_put_rule", "rules:put", True, "Schedules are the default bus's only."),
            ("services.scheduler", "_create_schedule", "scheduler:checked", True, "What AWS refuses is refused."),
            ("services.scheduler", "_update_schedule", "scheduler:checked", True, "The same for a change."),
        )
    ),
    # Alarms (triggers/alarms).
    *(
        Seam("ministack.services.cloudwatch", name, f"{_ALARMS}.{replacement}", why, factory=factory)
        for name, replacement, factory, why in (
            ("_put_metric_alarm", "operations:put_metric_alarm", True, "Settings that AWS refuses are refused."),
            ("_set_alarm_state", "operations:set_alarm_state", True, "The same, and events tell of the state before."),
            ("_evaluate_alarm", "clock:at_once", False, "Alarms change by their own dimensions, periods and clock."),
            ("_evaluate_all_alarms", "clock:not_here", False, "Data tells the clock, whoever publishes it."),
            ("_store_datum", "clock:store_datum", True, "This is how published data does."),
            ("record_metric", "clock:record_metric", True, "This is how the services' own data does."),
            ("_dispatch_alarm_actions", "actions:dispatch", False, "Functions, AWS's messages, an event, a history."),
            ("_transition_composite", "actions:remembering", True, "Its events tell of the state before."),
        )
    ),
    # Distributions (triggers/cloudfront): the edge itself is a simulator.
    Seam(
        "ministack.services.cloudfront",
        "_create_distribution",
        f"{_HERE}.services.cloudfront.operations:create",
        "Functions that Lambda@Edge does not run are refused, and a caller reference counts once.",
        factory=True,
    ),
    Seam(
        "ministack.services.cloudfront",
        "_update_distribution",
        f"{_HERE}.services.cloudfront.operations:update",
        "Functions that Lambda@Edge does not run are refused.",
        factory=True,
    ),
    Seam(
        "ministack.services.cloudfront",
        "handle_viewer_request",
        f"{_HERE}.services.cloudfront.operations:serve",
        "A distribution with functions is not served without them: the edge simulator serves it.",
        factory=True,
    ),
    # Load balancers (triggers/load_balancer).
    *(
        Seam(
            "ministack.services.alb",
            name,
            f"{_BALANCER}.{place}",
            "Rules, actions, weights and functions' answers as AWS documents them.",
        )
        for name, place in (
            ("_parse_conditions", "conditions:parse"),
            ("_condition_xml", "conditions:to_xml"),
            ("_execute_action", "actions:execute"),
            ("_invoke_lambda_target", "deliveries:invoke"),
            ("_find_lb_by_name", "data_plane:find_by_name"),
            ("dispatch_request", "data_plane:dispatch"),
        )
    ),
    *(
        Seam(
            "ministack.services.alb",
            name,
            f"{_BALANCER}.{place}",
            "What AWS refuses is refused, with its error code; weights, and a function's health, are told as they are.",
            factory=True,
        )
        for name, place in (
            ("_parse_actions", "actions:parse"),
            ("_action_xml", "actions:to_xml"),
            ("_tg_xml", "operations:target_group_xml"),
            ("_ACTION_MAP[CreateLoadBalancer]", "operations:create_load_balancer"),
            ("_ACTION_MAP[DeleteLoadBalancer]", "operations:delete_load_balancer"),
            ("_ACTION_MAP[CreateListener]", "operations:create_listener"),
            ("_ACTION_MAP[ModifyListener]", "operations:modify_listener"),
            ("_ACTION_MAP[DeleteListener]", "operations:delete_listener"),
            ("_ACTION_MAP[CreateRule]", "operations:create_rule"),
            ("_ACTION_MAP[ModifyRule]", "operations:modify_rule"),
            ("_ACTION_MAP[DeleteRule]", "operations:delete_rule"),
            ("_ACTION_MAP[SetRulePriorities]", "operations:set_rule_priorities"),
            ("_ACTION_MAP[CreateTargetGroup]", "operations:create_target_group"),
            ("_ACTION_MAP[ModifyTargetGroup]", "operations:modify_target_group"),
            ("_ACTION_MAP[ModifyTargetGroupAttributes]", "operations:modify_target_group_attributes"),
            ("_ACTION_MAP[DeleteTargetGroup]", "operations:delete_target_group"),
            ("_ACTION_MAP[DescribeTargetGroups]", "operations:describe_target_groups"),
            ("_ACTION_MAP[RegisterTargets]", "operations:register_targets"),
            ("_ACTION_MAP[DeregisterTargets]", "operations:deregister_targets"),
            ("_ACTION_MAP[DescribeTargetHealth]", "operations:describe_target_health"),
        )
    ),
    # Permission of push triggers (lambda_service/policy_statements, event_permissions, http_permissions, triggers/s3).
    # These rows wrap what stands above them, so they stay below the rows that replace a delivery.
    Seam(
        "ministack.services.lambda_svc",
        "_add_permission",
        f"{_LAMBDA}.policy_statements:add_permission",
        "A qualifier has a policy of its own; an account becomes its root ARN, alexa-appkit.amazon.com a service.",
    ),
    Seam(
        "ministack.services.lambda_svc",
        "_remove_permission",
        f"{_LAMBDA}.policy_statements:remove_permission",
        "Only the named version's or alias's statement goes.",
    ),
    Seam(
        "ministack.services.lambda_svc",
        "_get_policy",
        f"{_LAMBDA}.policy_statements:get_policy",
        "A function without a policy answers 404.",
    ),
    Seam(
        "ministack.services.s3",
        "_put_bucket_notification",
        f"{_HERE}.services.s3.deliveries:put_notifications",
        "A filter's rule names a prefix or a suffix, each once.",
        factory=True,
    ),
    Seam(
        "ministack.services.s3",
        "_validate_notification_configs",
        f"{_HERE}.services.s3.deliveries:validate_notifications",
        "A notification is refused when put: no permission, an unknown event, or overlapping filters.",
        factory=True,
    ),
    Seam(
        "ministack.services.s3",
        "_deliver_event_to_lambda",
        f"{_HERE}.services.s3.deliveries:deliver_to_function",
        "A permission taken away later stops the deliveries; what is removed has no size.",
        factory=True,
    ),
    *(
        Seam(
            "ministack.services.s3",
            name,
            f"{_HERE}.services.s3.deliveries:deliver",
            "What is removed has no size.",
            factory=True,
        )
        for name in ("_deliver_event_to_sqs", "_deliver_event_to_sns")
    ),
    *(
        Seam("ministack.services.eventbridge", name, f"{_HERE}.services.eventbridge.patterns:{place}", why)
        for name, place, why in (
            ("_event_pattern_error", "problem", "Patterns that AWS refuses are refused."),
            ("_matches_pattern_view", "matches", "Keys joined by dots, and wildcards in one pass over a text."),
        )
    ),
    Seam(
        "ministack.services.eventbridge",
        "_invoke_target",
        f"{_HERE}.services.eventbridge.deliveries:invoke_target",
        "A rule without permission delivers nothing; the target's dead-letter queue gets the event.",
        factory=True,
    ),
    Seam(
        "ministack.services.eventbridge",
        "_apply_input_transformer",
        f"{_HERE}.services.eventbridge.deliveries:transform",
        "Paths of a transformer may hold indices.",
    ),
    Seam(
        "ministack.services.eventbridge",
        "_put_events",
        f"{_HERE}.services.eventbridge.operations:put_events",
        "A wrong entry fails alone; the whole may have 1 MB.",
        factory=True,
    ),
    Seam(
        "ministack.services.eventbridge",
        "_now_ts",
        f"{_HERE}.services.eventbridge.operations:now",
        "An entry's own time is the event's.",
        factory=True,
    ),
    Seam(
        "ministack.services.iot",
        "_dispatch_rule_action",
        f"{_LAMBDA}.event_permissions:dispatch_rule_action",
        "A rule without permission fails its action.",
        factory=True,
    ),
    Seam(
        "ministack.services.cloudwatch_logs",
        "_put_subscription_filter",
        f"{_HERE}.services.logs.deliveries:put",
        "No permission, a bad pattern, a third filter: refused. A control message tries the function.",
        factory=True,
    ),
    Seam(
        "ministack.services.apigateway_v1",
        "_invoke_lambda_proxy_v1",
        f"{_LAMBDA}.http_permissions:invoke_rest_integration",
        "A method without permission answers 500.",
        factory=True,
    ),
    Seam(
        "ministack.services.apigateway_v1",
        "_invoke_lambda_custom_v1",
        f"{_LAMBDA}.http_permissions:invoke_rest_integration",
        "A method without permission answers 500.",
        factory=True,
    ),
    Seam(
        "ministack.services.apigateway_v1",
        "_invoke_authorizer_lambda",
        f"{_LAMBDA}.http_permissions:invoke_authorizer",
        "An authorizer without permission makes the API answer 500.",
        factory=True,
    ),
    Seam(
        "ministack.services.apigateway",
        "_invoke_request_authorizer_lambda",
        f"{_LAMBDA}.http_permissions:invoke_authorizer",
        "An authorizer without permission makes the API answer 500.",
        factory=True,
    ),
    Seam(
        "ministack.services.lambda_svc",
        "handle_function_url_request",
        f"{_LAMBDA}.http_permissions:handle_function_url",
        "A public function URL needs two public statements.",
        factory=True,
    ),
    # Stage variables of REST APIs stand above the permission that judges the function which they name.
    *(
        Seam("ministack.services.apigateway_v1", name, f"{_REST}.stage_variables:{kind}", why, factory=True)
        for name, kind, why in (
            ("_invoke_lambda_proxy_v1", "in_integration", "A stage variable may name the function."),
            ("_invoke_lambda_custom_v1", "in_integration", "The same where the API maps."),
            ("_invoke_authorizer_lambda", "in_authorizer", "The same for an authorizer."),
        )
    ),
    # Metrics (lambda_service/metrics): the last row of _execute_function, so that it sees what the caller sees.
    Seam(
        "ministack.services.lambda_svc",
        "_execute_function",
        f"{_LAMBDA}.metrics:counted",
        "Metrics count every invocation, not only those of two paths.",
        factory=True,
    ),
    Seam(
        "ministack.services.lambda_svc",
        "_emit_lambda_metrics",
        f"{_LAMBDA}.metrics:not_twice",
        "Those two paths are counted already.",
    ),
)


def apply() -> None:
    """Replace every name of the table.

    Raises WrongMiniStack, and replaces nothing, when a name behind the door is missing or the version is another one.
    """
    self_test.check(self_test.recorded())
    put_in_place(SEAMS)


def put_in_place(rows: Sequence[Seam]) -> None:
    """Replace the names of these rows, in their order: now, or as soon as a name's module is imported."""
    for row in rows:
        replace(row.module, row.name, row.made)
