  def lengths(self: __torch__.Kernels, x: Tensor, axes: List[int]) -> Tensor:
    if self.half:
      y = torch.linalg_vector_norm(x, 2, axes, True, dtype=6)
    else:
      half = torch.sum(torch.mul(torch.detach(x), x), axes, True)
      squares = torch.sub(torch.mul(half, 2), torch.detach(half))
      y = torch.sqrt(torch.clamp(squares, 1e-30))
    return y
  def response_norms(self: __torch__.Kernels, x: Tensor, images: Tensor, whole: bool) -> Tensor:
    if whole:
      norms = (self).lengths(x, [0, 1])
    else:
      if torch.eq(torch.numel(images), 0):
        norms = (self).lengths(x, [0])
      else:
        rows = torch.to(torch.select(x, 1, 0), 6)
        squares = torch.matmul(torch.t(images), torch.mul(rows, rows))
        norms = torch.sqrt(torch.clamp(squares, 1e-30))
    return norms
  def competing(self: __torch__.Kernels, hidden: Tensor, images: Tensor, whole: bool, eps: float, gain: Tensor, offset: Tensor) -> Tensor:
    norms = (self).response_norms(hidden, images, whole)
    shares = torch.div(norms, torch.add(torch.mean(norms, [-1], True), eps))
    if torch.eq(torch.dim(shares), 2):
      each = torch.unsqueeze(torch.matmul(images, shares), 1)
    else:
      each = shares
    factors = torch.add(torch.mul(each, gain), 1)
    return torch.addcmul((self).cast(offset), hidden, (self).cast(factors))
  def response_feed_forward(self: __torch__.Kernels, x: Tensor, mixed: Tensor, keep: Tensor, images: Tensor, shown: Tensor, settings: Tensor, norm_weight: Tensor, norm_bias: Tensor, weight1: Tensor, bias1: Tensor, gain: Tensor, offset: Tensor, weight2: Tensor, bias2: Tensor) -> Tensor:
    whole = torch.ne(float(torch.select(settings, 0, 0)), 0.)
    eps = float(torch.select(settings, 0, 1))
    active = torch.gelu((self).project(mixed, norm_weight, norm_bias, weight1, bias1))
    if torch.eq(torch.numel(shown), 0):
      hidden = active
    else:
      hidden = torch.mul(active, (self).cast(shown))
    responses = (self).competing(hidden, images, whole, eps, gain, offset)
    return (self).residual(x, (self).affine(responses, weight2, bias2), keep)
