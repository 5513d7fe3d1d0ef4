"""CloudFront's control plane: which Lambda functions a distribution may have. The edge itself is a simulator."""
