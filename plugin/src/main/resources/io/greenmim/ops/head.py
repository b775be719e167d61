class Kernels(Module):
  __parameters__ = []
  __buffers__ = []
  training : bool
  half : bool
  convolves : bool
  eps : float
  def cast(self: __torch__.Kernels, x: Tensor) -> Tensor:
    if self.half:
      y = torch.to(x, 15)
    else:
      y = x
    return y
  def convolved(self: __torch__.Kernels, x: Tensor, w: Tensor, b: Optional[Tensor]) -> Tensor:
    # A convolution by one row and column over a map one token high, its channels last, is the product. The engine gives it to
    # oneDNN in any number of threads because it is dilated, which changes nothing here.
    inputs = torch.size(w, 1)
    outputs = torch.size(w, 0)
    tokens = torch.permute(torch.reshape(x, [1, -1, 1, inputs]), [0, 3, 1, 2])
    y = torch.conv2d(tokens, torch.reshape(w, [outputs, inputs, 1, 1]), b, [1, 1], [0, 0], [2, 2], 1)
    shape = torch.slice(torch.size(x), None, -1, 1)
    return torch.reshape(torch.permute(y, [0, 2, 3, 1]), torch.add(shape, [outputs]))
  def affine(self: __torch__.Kernels, x: Tensor, weight: Tensor, bias: Tensor) -> Tensor:
    w = (self).cast(weight)
    if torch.eq(torch.numel(bias), 0):
      b = annotate(Optional[Tensor], None)
    else:
      b = annotate(Optional[Tensor], (self).cast(bias))
    inputs = torch.size(w, 1)
    # Below these sizes putting the weights into the order of oneDNN costs more than it gains; the engine itself keeps maps of up
    # to 20480 values from it.
    many = torch.ge(torch.numel(x), torch.mul(inputs, 128))
    wide = torch.__and__(torch.ge(inputs, 64), torch.ge(torch.numel(w), 8192))
    if torch.__and__(self.convolves, torch.__and__(many, torch.__and__(wide, torch.gt(torch.numel(x), 20480)))):
      y = (self).convolved(x, w, b)
    else:
      y = torch.linear(x, w, b)
    return y
  def linear(self: __torch__.Kernels, x: Tensor, weight: Tensor, bias: Tensor) -> Tensor:
    return torch.to((self).affine((self).cast(x), weight, bias), 6)
  def norm(self: __torch__.Kernels, x: Tensor, weight: Tensor, bias: Tensor) -> Tensor:
    y = torch.layer_norm(x, [torch.size(x, -1)], weight, bias, self.eps)
    return (self).cast(y)
  def residual(self: __torch__.Kernels, x: Tensor, branch: Tensor, keep: Tensor) -> Tensor:
    if torch.eq(torch.numel(keep), 0):
      y = torch.add(x, branch)
    else:
      y = torch.add(x, torch.mul(branch, keep))
    return y
  def project(self: __torch__.Kernels, x: Tensor, norm_weight: Tensor, norm_bias: Tensor, weight: Tensor, bias: Tensor) -> Tensor:
    return (self).affine((self).norm(x, norm_weight, norm_bias), weight, bias)
  def shares(self: __torch__.Kernels, logits: Tensor) -> Tensor:
    # The softmax of rows that are no multiple of a vector is slow in bfloat16.
    return (self).cast(torch.softmax(logits, -1, dtype=6))
