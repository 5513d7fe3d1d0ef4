"""Every name that the emulator replaces, of MiniStack and of the server in front of it, with what AWS does.

A replacement is imported when the module of the name is, and not before. One name may be replaced by several rows,
which stack in their order: a row that wraps gets the value that the name had until then, and gives the new one. What
MiniStack itself has under a replaced name stays reachable as `Module.original`.
"""

from __future__ import annotations

import importlib
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from lambda_workshop.emulator.fallback import self_test
from lambda_workshop.emulator.fallback.ministack import replace, split


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
Row = tuple[str, str, str]
"""The name, what stands in its place as `file:attribute` within the group's folder, and why."""


def _replaced(module: str, folder: str, *rows: Row, wraps: bool = False) -> Iterator[Seam]:
    """Rows for one module, MiniStack's or another program's, with replacements in one folder of the emulator."""
    path = module if module.startswith("hypercorn.") else f"ministack.{module}"
    for name, replacement, why in rows:
        yield Seam(path, name, f"{_HERE}.{folder}.{replacement}", why, wraps)


_wrapped = partial(_replaced, wraps=True)


def _alike(file: str, why: str, *names: str) -> Iterator[Row]:
    """Rows for one reason, each replaced by what has the same name: `create_rule` for `_ACTION_MAP[CreateRule]`."""
    for name in names:
        own = re.sub(r"(?<!^)(?=[A-Z])", "_", split(name)[1] or name.removeprefix("_")).lower()
        yield name, f"{file}:{own}", why


# fmt: off
SEAMS: tuple[Seam, ...] = (
    # The process: nothing outside it is touched, and a data-plane address never reaches the control plane.
    *_replaced("app", "host",
        ("_collect_scripts", "server:no_scripts",
         "Scripts in /etc/localstack/init and the like are not the learner's: none is run."),
    ),
    *_wrapped("app", "gateway",
        ("_dispatch_service_request", "guard:dispatch_by_plane",
         "An address of an API or a load balancer that does not exist is not found, whatever its path spells."),
        ("_dispatch_service_request", "malformed_requests:answered_in_words",
         "A body that is not JSON is refused with SerializationException; a service that fails answers with a code."),
        ("set_request_account_id", "callers:account_of_caller",
         "A request is its signer's: a user's key belongs to the account of the user."),
        ("_handle_pre_body_request", "guard:shortcut_by_plane",
         "An API's own /health, /login and OPTIONS belong to the API."),
        ("_handle_post_body_shortcuts", "guard:shortcut_by_plane", "An API's own /login belongs to the API."),
    ),
    *_replaced("services.s3", "gateway",
        ("_verify_presigned_sigv4", "callers:verified_before",
         "Whoever signs an address signs with a secret of this backend, which MiniStack does not know."),
    ),
    *_wrapped("services.lambda_svc", "gateway",
        ("_presigned_code_url", "code_addresses:for_a_while",
         "The address of a function's package cannot be guessed, and is good for ten minutes."),
        ("_layer_content_url", "code_addresses:for_a_while", "The same for a layer's content."),
    ),
    *_replaced("services.lambda_svc", "gateway",
        ("_function_url_is_signed", "callers:is_signed",
         "A function URL with AWS_IAM wants a signature that is right, and not only the form of one."),
    ),
    # Execution of functions, and asynchronous invocation.
    *_replaced("core.lambda_runtime", "services.lambda_service",
        ("execution_credentials", "credentials:execution_credentials",
         "A function holds its role's temporary credentials, whatever its runtime."),
        ("reset", "execution:reset", "A reset ends what runs."),
    ),
    *_replaced("services.lambda_svc", "services.lambda_service",
        ("execution_credentials", "credentials:execution_credentials",
         "The same, under the name by which the runtimes of containers and of one's own ask for them."),
        ("_invoke", "invoke_api:invoke", "Alias weights, request ids, the log's tail and the answer's exact bytes."),
        ("_LAMBDA_STATE_TRANSITION_DELAY", "execution:PENDING_SECONDS", "Whoever deploys waits for it, each time."),
        ("_execute_function_dispatch", "execution:dispatch",
         "Errors, logs, time-outs, memory and the life of an environment, as AWS documents them."),
        ("invalidate_worker", "execution:invalidate", "A changed or deleted function's environments go."),
        ("invoke_async_with_retry", "asynchronous:accept",
         "Retries, ages, throttles, destinations and dead letters, as AWS documents them."),
    ),
    # Queues: what MiniStack's SQS lacks.
    *_wrapped("services.sqs", "services.sqs",
        ("_dispatch", "message_moves:with_message_moves",
         "Messages of a dead-letter queue are moved back (StartMessageMoveTask)."),
    ),
    *_wrapped("app", "services.lambda_service",
        ("SERVICE_HANDLERS[lambda]", "invoke_api:checked",
         "A payload over the quota or one that is not JSON is refused."),
        ("SERVICE_HANDLERS[lambda]", "quotas:checked",
         "Names, roles, runtimes, sizes and numbers that AWS refuses are refused."),
    ),
    # Topics, and what else invokes functions by events.
    *_replaced("services.sns", "services.sns",
        ("_deliver_to_lambda", "deliveries:to_function", "Permission, retries, dead letters, AWS's event."),
        ("_matches_filter_policy", "filters:passes", "Filter policies are AWS's, in one pass over a text."),
    ),
    *_wrapped("services.sns", "services.sns",
        ("_deliver_to_sqs", "deliveries:to_queue", "A queue that is gone: the subscription's dead letters."),
        ("_subscribe", "operations:subscribe", "Subscriptions that AWS refuses are refused."),
        ("_set_subscription_attributes", "operations:set_attributes", "The same for their attributes."),
    ),
    *_replaced("services.eventbridge", "services.lambda_service",
        ("_dispatch_to_lambda", "asynchronous:dispatch_from_rule", "Rules and schedules invoke asynchronously."),
    ),
    *_replaced("services.iot", "services.iot",
        ("_dispatch_rule_to_lambda", "operations:to_function",
         "IoT rules invoke asynchronously; a function that is gone fails the action."),
    ),
    *_wrapped("services.iot", "services.iot",
        ("_validate_rule_sql", "operations:validate", "SQL that is not evaluated is refused in words."),
    ),
    *_replaced("services.cloudwatch_logs", "services.logs",
        ("_fanout_to_subscription_filters", "deliveries:fan_out", "Log subscriptions invoke asynchronously."),
        ("_subscription_pattern_matches", "deliveries:matches", "Patterns are of all three kinds."),
        ("_compile_filter_pattern", "deliveries:compiled", "The same for FilterLogEvents."),
    ),
    # Event source mappings.
    *_wrapped("services.lambda_svc", "services.lambda_service",
        ("_create_esm", "event_sources.mappings:create", "A mapping that AWS refuses is refused."),
        ("_update_esm", "event_sources.mappings:update", "The same for a change of a mapping."),
    ),
    *_replaced("services.lambda_svc", "services.lambda_service",
        ("_poll_loop", "event_sources.pollers:loop",
         "Every mapping has pollers of its own: windows, filters, partial batches, bisecting, ages, destinations."),
    ),
    # WebSocket APIs.
    *_replaced("hypercorn.protocol.h11", "services.websocket_api",
        ("WSStream", "frames:LimitedStream",
         "A frame of more than 32 KB ends the connection, and a function hears the client's close code."),
    ),
    *_replaced("services.apigateway", "services.websocket_api",
        ("handle_websocket", "session:handle_websocket",
         "Events, routes, refusals and replies as AWS documents them; a function needs its permission."),
        ("handle_connections_api", "management:handle_connections",
         "boto3 reads what get_connection says; other stages are forbidden, long messages too large."),
    ),
    *_wrapped("services.apigateway", "services.websocket_api",
        *_alike("operations", "What AWS refuses is refused, and connections end with their stage or API.",
            "_create_api", "_create_route", "_update_route", "_create_integration", "_update_integration",
            "_create_stage", "_create_route_response", "_delete_api", "_delete_stage", "reset"),
    ),
    # User pools.
    *_wrapped("services.cognito", "services.cognito",
        ("_dispatch_idp", "operations:dispatch", "All triggers in order; right codes; mails to read."),
        ("_build_auth_result", "tokens:build_auth_result", "First two triggers, each once."),
        ("_mfa_challenge_for_user", "sign_in:second_factor", "A second factor by text message."),
        ("_oauth2_token", "operations:token_endpoint", "A trigger's failure is the endpoint's error."),
    ),
    *_replaced("services.cognito", "services.cognito",
        ("_apply_presignup_trigger", "registration:ask_pre_sign_up", "It gets the caller's data."),
        ("_send_verification_email", "registration:no_mail_of_its_own", "The flows send the messages."),
        ("_apply_pretoken_trigger", "tokens:apply", "Both tokens get what the one call said."),
        ("_invoke_define_auth_challenge_trigger", "challenges:define", "It fails with AWS's errors."),
        ("_continue_custom_auth_after_define", "challenges:follow", "A session is good for one answer."),
    ),
    # REST APIs: events, answers, templates, deployments, refusals.
    *_wrapped("services.apigateway_v1", "services.rest_api",
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
    ),
    *_replaced("services.apigateway_v1", "services.rest_api",
        ("_apply_patch", "patches:apply", "Patches name list entries and carry text for numbers."),
        ("_invoke_lambda_proxy_v1", "proxy:invoke", "The complete event; 502 and time-outs as AWS has them."),
        ("_invoke_lambda_custom_v1", "custom:invoke", "Mapping templates and selection patterns."),
        ("_invoke_mock_v1", "custom:answer_mock", "Mock integrations have templates too."),
        ("_check_passthrough_behavior", "custom:refuse_media_type", "415 for what no template matches."),
    ),
    # HTTP APIs: what comes of a request, and what AWS refuses of their parts.
    *_wrapped("services.apigateway", "services.http_api",
        ("handle_execute", "session:handle_execute", "Events, answers, CORS and authorizers as AWS has them."),
        ("handle_request", "operations:handle_request", "A body of another form is refused."),
        ("_invoke_request_authorizer_lambda", "authorization:invoke_authorizer", "Its event is complete."),
        ("_create_deployment", "deployments:create_deployment", "A deployment is a snapshot."),
        ("_delete_deployment", "deployments:delete_deployment", "One that a stage serves stays."),
        *_alike("operations", "Quick create makes all four parts; what AWS refuses of an HTTP API is refused.",
            "_create_api", "_update_api", "_create_route", "_update_route", "_delete_route", "_create_integration",
            "_update_integration", "_delete_integration", "_create_stage", "_update_stage", "_delete_stage",
            "_create_authorizer", "_update_authorizer", "_delete_authorizer"),
    ),
    # Schedules: one clock for rules and for EventBridge Scheduler.
    *_replaced("services.eventbridge", "services.schedules",
        ("start_scheduler", "service:start", "One clock that fires in time."),
        ("_validate_schedule_expression", "rules:is_valid", "The grammar is AWS's own."),
    ),
    *_replaced("services.scheduler", "services.schedules",
        ("start_scheduler", "service:start", "The same clock for both."),
    ),
    *_wrapped("app", "services.schedules",
        ("SERVICE_HANDLERS[events]", "service:watched", "What changes wakes the clock."),
        ("SERVICE_HANDLERS[scheduler]", "service:watched", "The same for Scheduler."),
    ),
    *_wrapped("services.eventbridge", "services.schedules",
        ("_put_rule", "rules:put", "Schedules are the default bus's only."),
    ),
    *_wrapped("services.scheduler", "services.schedules",
        ("_create_schedule", "scheduler:checked", "What AWS refuses is refused."),
        ("_update_schedule", "scheduler:checked", "The same for a change."),
    ),
    # Alarms.
    *_wrapped("services.cloudwatch", "services.alarms",
        ("_put_metric_alarm", "operations:put_metric_alarm", "Settings that AWS refuses are refused."),
        ("_set_alarm_state", "operations:set_alarm_state", "The same, and events tell of the state before."),
        ("_store_datum", "clock:store_datum", "This is how published data does."),
        ("record_metric", "clock:record_metric", "This is how the services' own data does."),
        ("_transition_composite", "actions:remembering", "Its events tell of the state before."),
    ),
    *_replaced("services.cloudwatch", "services.alarms",
        ("_evaluate_alarm", "clock:at_once", "Alarms change by their own dimensions, periods and clock."),
        ("_evaluate_all_alarms", "clock:not_here", "Data tells the clock, whoever publishes it."),
        ("_dispatch_alarm_actions", "actions:dispatch", "Functions, AWS's messages, an event, a history."),
    ),
    # Distributions: the edge itself is a simulator.
    *_wrapped("services.cloudfront", "services.cloudfront",
        ("_create_distribution", "operations:create",
         "Functions that Lambda@Edge does not run are refused, and a caller reference counts once."),
        ("_update_distribution", "operations:update", "Functions that Lambda@Edge does not run are refused."),
        ("handle_viewer_request", "operations:serve",
         "A distribution with functions is not served without them: the edge simulator serves it."),
    ),
    # Load balancers.
    *_replaced("services.alb", "services.load_balancer",
        ("_parse_conditions", "conditions:parse", "Rules, weights and answers are as AWS documents them."),
        ("_condition_xml", "conditions:to_xml", "Rules, weights and answers are as AWS documents them."),
        ("_execute_action", "actions:execute", "Rules, weights and answers are as AWS documents them."),
        ("_invoke_lambda_target", "deliveries:invoke", "Rules, weights and answers are as AWS documents them."),
        ("_find_lb_by_name", "data_plane:find_by_name", "Rules, weights and answers are as AWS documents them."),
        ("dispatch_request", "data_plane:dispatch", "Rules, weights and answers are as AWS documents them."),
    ),
    *_wrapped("services.alb", "services.load_balancer",
        ("_parse_actions", "actions:parse", "What AWS refuses is refused; weights and a function's health are told."),
        ("_action_xml", "actions:to_xml", "What AWS refuses is refused; weights and a function's health are told."),
        ("_tg_xml", "operations:target_group_xml",
         "What AWS refuses is refused; weights and a function's health are told."),
        *_alike("operations", "What AWS refuses is refused; weights and a function's health are told.",
            "_ACTION_MAP[CreateLoadBalancer]", "_ACTION_MAP[DeleteLoadBalancer]", "_ACTION_MAP[CreateListener]",
            "_ACTION_MAP[ModifyListener]", "_ACTION_MAP[DeleteListener]", "_ACTION_MAP[CreateRule]",
            "_ACTION_MAP[ModifyRule]", "_ACTION_MAP[DeleteRule]", "_ACTION_MAP[SetRulePriorities]",
            "_ACTION_MAP[CreateTargetGroup]", "_ACTION_MAP[ModifyTargetGroup]",
            "_ACTION_MAP[ModifyTargetGroupAttributes]", "_ACTION_MAP[DeleteTargetGroup]",
            "_ACTION_MAP[DescribeTargetGroups]", "_ACTION_MAP[RegisterTargets]", "_ACTION_MAP[DeregisterTargets]",
            "_ACTION_MAP[DescribeTargetHealth]"),
    ),
    # Permission of push triggers. These wrap what stands above them, so they stay below what replaces a delivery.
    *_replaced("services.lambda_svc", "services.lambda_service",
        ("_add_permission", "policy_statements:add_permission",
         "A qualifier has a policy of its own; an account becomes its root ARN, alexa-appkit.amazon.com a service."),
        ("_remove_permission", "policy_statements:remove_permission",
         "Only the named version's or alias's statement goes."),
        ("_get_policy", "policy_statements:get_policy", "A function without a policy answers 404."),
    ),
    *_wrapped("services.s3", "services.s3",
        ("_put_bucket_notification", "deliveries:put_notifications",
         "A filter's rule names a prefix or a suffix, each once."),
        ("_validate_notification_configs", "deliveries:validate_notifications",
         "A notification is refused when put: no permission, an unknown event, or overlapping filters."),
        ("_deliver_event_to_lambda", "deliveries:deliver_to_function",
         "A permission taken away later stops the deliveries; what is removed has no size."),
        ("_deliver_event_to_sqs", "deliveries:deliver", "What is removed has no size."),
        ("_deliver_event_to_sns", "deliveries:deliver", "What is removed has no size."),
    ),
    *_wrapped("services.eventbridge", "services.eventbridge",
        ("_invoke_target", "deliveries:invoke_target",
         "A rule without permission delivers nothing; the target's dead-letter queue gets the event."),
        ("_put_events", "operations:put_events", "A wrong entry fails alone; the whole may have 1 MB."),
        ("_now_ts", "operations:now", "An entry's own time is the event's."),
    ),
    *_replaced("services.eventbridge", "services.eventbridge",
        ("_apply_input_transformer", "deliveries:transform", "Paths of a transformer may hold indices."),
        ("_event_pattern_error", "patterns:problem", "Patterns that AWS refuses are refused."),
        ("_matches_pattern_view", "patterns:matches",
         "Keys joined by dots, and wildcards in one pass over a text."),
    ),
    *_wrapped("services.iot", "services.lambda_service",
        ("_dispatch_rule_action", "event_permissions:dispatch_rule_action",
         "A rule without permission fails its action."),
    ),
    *_wrapped("services.cloudwatch_logs", "services.logs",
        ("_put_subscription_filter", "deliveries:put",
         "No permission, a bad pattern, a third filter: refused. A control message tries the function."),
    ),
    *_wrapped("core.iam_evaluator", "services",
        ("evaluate_resource_policy", "rights:for_services", "What a service may is decided as AWS decides."),
    ),
    *_replaced("services.apigateway_v1", "services",
        ("_evaluate_policy", "rights:authorized", "The actions of an authorizer's policy count, and its conditions."),
    ),
    *_replaced("services.apigateway", "services",
        ("_evaluate_authorizer_policy", "rights:authorized", "The same for HTTP and WebSocket APIs."),
    ),
    *_wrapped("services.apigateway_v1", "services.lambda_service",
        ("_invoke_lambda_proxy_v1", "http_permissions:invoke_rest_integration",
         "A method without permission answers 500."),
        ("_invoke_lambda_custom_v1", "http_permissions:invoke_rest_integration",
         "A method without permission answers 500."),
        ("_invoke_authorizer_lambda", "http_permissions:invoke_authorizer",
         "An authorizer without permission makes the API answer 500."),
    ),
    *_wrapped("services.apigateway", "services.lambda_service",
        ("_invoke_request_authorizer_lambda", "http_permissions:invoke_authorizer",
         "An authorizer without permission makes the API answer 500."),
    ),
    *_wrapped("services.lambda_svc", "services.lambda_service",
        ("handle_function_url_request", "http_permissions:handle_function_url",
         "A public function URL needs two public statements."),
    ),
    # Stage variables of REST APIs stand above the permission that judges the function which they name.
    *_wrapped("services.apigateway_v1", "services.rest_api",
        ("_invoke_lambda_proxy_v1", "stage_variables:in_integration", "A stage variable may name the function."),
        ("_invoke_lambda_custom_v1", "stage_variables:in_integration", "The same where the API maps."),
        ("_invoke_authorizer_lambda", "stage_variables:in_authorizer", "The same for an authorizer."),
    ),
    # Metrics: last, so that they see what the caller sees.
    *_wrapped("services.lambda_svc", "services.lambda_service",
        ("_execute_function", "metrics:counted", "Metrics count every invocation, not only those of two paths."),
    ),
    *_replaced("services.lambda_svc", "services.lambda_service",
        ("_emit_lambda_metrics", "metrics:not_twice", "Those two paths are counted already."),
    ),
)
# fmt: on


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
